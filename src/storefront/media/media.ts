import { createHash } from 'node:crypto'
import { makePicture } from '../../domain/media/make-picture.ts'
import { parsePictureFile, pictureTypes } from '../../domain/media/picture-sizes.ts'
import type { Shop } from '../../domain/shop.ts'

/** A picture in one size. What is not there yet is made now; the same address never shows another picture. */
export async function serveMedia(
  shop: Pick<Shop, 'media'>,
  { key, file }: { key: string; file: string },
): Promise<Response> {
  const size = parsePictureFile(file)
  const bytes = size && (await makePicture(shop, key, size))
  if (!bytes)
    return new Response('There is no such picture.\n', {
      status: 404,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=60' },
    })
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': pictureTypes[size.format],
      'content-length': String(bytes.length),
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      'x-content-type-options': 'nosniff',
      // Mails show pictures too, and they are read on other sites.
      'cross-origin-resource-policy': 'cross-origin',
    },
  })
}
