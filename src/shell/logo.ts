import { digestOf } from './files.ts';

/** Up to this size a logo travels inside the page, so that the page stays one request. */
const INLINE_BYTES = 4_096;

/** Shown at this height at most, in CSS pixels. */
const HEIGHT_LIMIT = 48;

export interface PublishedLogo {
  readonly src: string;
  readonly width: number;
  readonly height: number;
  /** Absent when it travels inside the page. */
  readonly file?: { readonly output: string; readonly bytes: Uint8Array };
}

/**
 * Where pages find the logo and how much room to keep for it, so that nothing moves when it arrives.
 * @returns null when the size cannot be read: an SVG needs `width` and `height` or a `viewBox`.
 */
export function publishedLogo(logo: {
  readonly name: string;
  readonly bytes: Uint8Array;
}): PublishedLogo | null {
  const isSvg = logo.name.endsWith('.svg');
  const size = isSvg ? svgSize(Buffer.from(logo.bytes).toString('utf8')) : pngSize(logo.bytes);
  if (size === null) return null;
  const height = Math.min(size.height, HEIGHT_LIMIT);
  const shown = { width: Math.round((size.width * height) / size.height), height: Math.round(height) };
  if (logo.bytes.length <= INLINE_BYTES) {
    const type = isSvg ? 'image/svg+xml' : 'image/png';
    return { ...shown, src: `data:${type};base64,${Buffer.from(logo.bytes).toString('base64')}` };
  }
  const output = `assets/logo.${digestOf(logo.bytes).slice(0, 12)}.${isSvg ? 'svg' : 'png'}`;
  return { ...shown, src: `/${output}`, file: { output, bytes: logo.bytes } };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function svgSize(text: string): Size | null {
  const tag = /<svg\b[^>]*>/i.exec(text)?.[0] ?? '';
  const length = (name: string) =>
    Number(new RegExp(`\\s${name}=["']([\\d.]+)(?:px)?["']`).exec(tag)?.[1] ?? NaN);
  const box = /\sviewBox=["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*["']/.exec(tag);
  return sane(length('width'), length('height')) ?? sane(Number(box?.[1]), Number(box?.[2]));
}

/** PNG (W3C): signature, then the IHDR chunk with width and height as 32-bit numbers. */
function pngSize(bytes: Uint8Array): Size | null {
  const data = Buffer.from(bytes);
  if (data.length < 24 || data.toString('latin1', 1, 4) !== 'PNG') return null;
  return sane(data.readUInt32BE(16), data.readUInt32BE(20));
}

function sane(width: number, height: number): Size | null {
  return width > 0 && height > 0 && Number.isFinite(width) && Number.isFinite(height)
    ? { width, height }
    : null;
}
