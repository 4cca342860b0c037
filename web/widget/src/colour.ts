const DefaultColour = '#3345b5';

const channel = (value: number): number => {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};

/** The account's colour and the ink that is readable on it (WCAG 2 relative luminance). */
export function inkFor(colour: string | undefined): { colour: string; ink: string } {
  const hex = /^#[0-9a-f]{6}$/i.test(colour ?? '') ? (colour ?? DefaultColour) : DefaultColour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => channel(Number.parseInt(hex.slice(at, at + 2), 16)));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // White on it reads better than near-black while 1.05 / (l + .05) exceeds (l + .05) / .06.
  return { colour: hex, ink: (luminance + 0.05) ** 2 < 1.05 * 0.06 ? '#fff' : '#14161f' };
}
