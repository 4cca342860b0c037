/** Pixels of the longest sides of a picture in the conversation. */
const MaxWidth = 280;
const MaxHeight = 220;

/** The size at which a picture is shown: as it is, or smaller in its own proportions; never thinner than a pixel. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, MaxWidth / width, MaxHeight / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
