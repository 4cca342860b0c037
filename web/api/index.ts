export * from './types.ts';
export * from './problem.ts';
export { createSend, type ClientOptions, type Method, type Send } from './client.ts';
export { follow, type StreamOptions } from './stream.ts';
