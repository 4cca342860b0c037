#!/usr/bin/env node
// Says why a process of the tests died: the frames of the thread that crashed, out of the reports that .NET wrote into the folder given
// (DOTNET_EnableCrashReportOnly), and the tests that had begun and not ended, out of what `dotnet test` leaves in TestResults.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MOST_FRAMES = 40;
const [reports, tests] = process.argv.slice(2);

for (const file of readdirSync(reports).filter(name => name.endsWith('.crashreport.json'))) {
  const { payload } = JSON.parse(readFileSync(join(reports, file), 'utf8'));
  console.log(`Crashed: ${payload.process_name}`);
  for (const thread of payload.threads.filter(t => t.crashed === 'true')) {
    if (thread.managed_exception_type) console.log(`  ${thread.managed_exception_type}`);
    for (const frame of thread.stack_frames.filter(f => f.method_name ?? f.unmanaged_name).slice(0, MOST_FRAMES))
      console.log(`  at ${frame.method_name ?? frame.unmanaged_name} (${frame.filename ?? frame.native_module})`);
  }
}

for (const file of readdirSync(tests, { recursive: true }).filter(name => /TestResults\/.*Sequence.*\.xml$/.test(name)))
  for (const [, name] of readFileSync(join(tests, file), 'utf8').matchAll(/DisplayName="([^"]*)"[^>]*Completed="False"/g)) console.log(`Not ended: ${name}`);
