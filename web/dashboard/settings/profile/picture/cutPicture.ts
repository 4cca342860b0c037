/** Pixels of a side: sharp at the largest size in which it is shown, on screens of two pixels a point. */
const Side = 256;

/** The best coding that the browser can write; Safari writes no WebP. */
const codings = [['image/webp', .86], ['image/jpeg', .88]] as const;

/** Bytes beyond which no photograph of a camera is. */
export const MostBytes = 30 * 1024 * 1024;

/** The square in the middle of a picture. */
export function middle(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** A picture as it is sent: a small square, anew coded, so that nothing of the camera (place, device) goes along. Undefined for what is none. */
export async function cutPicture(file: Blob): Promise<Blob | undefined> {
  const picture = file.size > MostBytes ? undefined : await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Side;
  const { x, y, side } = middle(picture.width, picture.height);
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  // What is transparent would be black in JPEG.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, Side, Side);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, x, y, side, side, 0, 0, Side, Side);
  picture.close();
  for (const [type, quality] of codings) {
    const coded = await new Promise<Blob | null>((take) => canvas.toBlob(take, type, quality));
    if (coded?.type === type) return coded;
  }
  return undefined;
}
