"""Write a picture of a page as a PNG with 256 colours: a third of the size, no visible loss.

The browser decodes and counts; Python writes the chunks (PNG specification, colour type 3).
"""

import base64
import struct
import zlib

from playwright.sync_api import Page

COLOURS = 256
QUANTISE = """async ([data, most]) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + data;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const brush = canvas.getContext('2d');
  brush.drawImage(image, 0, 0);
  const {data: pixels} = brush.getImageData(0, 0, image.width, image.height);
  const count = new Map();
  const keyAt = (i) => (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
  for (let i = 0; i < pixels.length; i += 4) count.set(keyAt(i), (count.get(keyAt(i)) ?? 0) + 1);
  const byUse = [...count.keys()].sort((a, b) => count.get(b) - count.get(a));
  const split = (k) => [k >> 16, (k >> 8) & 255, k & 255];
  const palette = [];
  // The most used colours, but none twice to the eye: shades of letters share one.
  for (const gap of [18, 6, 0]) {
    for (const key of byUse) {
      if (palette.length >= most) break;
      const [r, g, b] = split(key);
      const far = ([x, y, z]) => Math.abs(x - r) + Math.abs(y - g) + Math.abs(z - b);
      const near = palette.some((one) => far(one) <= gap);
      if (!near) palette.push([r, g, b]);
    }
    if (byUse.length <= most || palette.length > most * 0.8) break;
  }
  const place = new Map();
  for (const key of byUse) {
    const [r, g, b] = split(key);
    let best = 0, least = Infinity;
    palette.forEach(([x, y, z], i) => {
      const far = (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2;
      if (far < least) { least = far; best = i; }
    });
    place.set(key, best);
  }
  const indexes = new Uint8Array(pixels.length / 4);
  for (let i = 0; i < pixels.length; i += 4) indexes[i / 4] = place.get(keyAt(i));
  let text = '';
  for (let i = 0; i < indexes.length; i += 32768) {
    text += String.fromCharCode(...indexes.subarray(i, i + 32768));
  }
  return {width: image.width, height: image.height, palette, indexes: btoa(text)};
}"""


def shrink(page: Page, png: bytes) -> bytes:
    """Give the same picture with at most 256 colours; `page` is any open page."""
    found = page.evaluate(QUANTISE, [base64.b64encode(png).decode(), COLOURS])
    width, height = found["width"], found["height"]
    indexes = base64.b64decode(found["indexes"])
    rows = b"".join(
        b"\0" + indexes[start : start + width] for start in range(0, width * height, width)
    )
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(bytes(colour) for colour in found["palette"])),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
