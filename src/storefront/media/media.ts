import { createHash } from 'node:crypto'
import { makePicture } from '../../domain/media/make-picture.ts'
import { MediaUnavailable } from '../../domain/media/media-store.ts'
import { isPictureKey } from '../../domain/media/picture-key.ts'
import { readPictureName } from '../../domain/media/picture-names.ts'
import { parsePictureFile, pictureTypes } from '../../domain/media/picture-sizes.ts'
import type { Shop } from '../../domain/shop.ts'
import { tellUnavailable } from '../../kit/door.ts'
import { mediaHref } from '../../routes.ts'

/**
 * A picture in one size. What is not there yet is made now; the same address never shows another picture. A name leads to the address; a
 * picture that still lies under its name is shown there, and kept for a short time only.
 */
export async function serveMedia(
  shop: Pick<Shop, 'media' | 'db'>,
  { key, file }: { key: string; file: string },
): Promise<Response> {
  const size = parsePictureFile(file)
  if (!size) return notThere()
  const moved = await readPictureName(shop, key)
  if (moved) return movedTo(mediaHref(moved, size.width, size.format))
  try {
    const bytes = await makePicture(shop, key, size)
    return bytes ? shown(bytes, pictureTypes[size.format], isPictureKey(key)) : notThere()
  } catch (fault) {
    if (!(fault instanceof MediaUnavailable)) throw fault
    tellUnavailable(fault, '/media/:key/:file')
    return notNow(fault)
  }
}

const plain = 'text/plain; charset=utf-8'

const shown = (bytes: Buffer, type: string, isForEver: boolean): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-length': String(bytes.length),
      'cache-control': isForEver ? 'public, max-age=31536000, immutable' : 'public, max-age=600',
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      'x-content-type-options': 'nosniff',
      // Opened on its own a picture is a picture, whatever a browser may find in it.
      'content-security-policy': "default-src 'none'; sandbox",
      // Mails show pictures too, and they are read on other sites.
      'cross-origin-resource-policy': 'cross-origin',
    },
  })

const notThere = (): Response =>
  new Response('There is no such picture.\n', {
    status: 404,
    headers: { 'content-type': plain, 'cache-control': 'public, max-age=60' },
  })

/** Kept for a day only: a name may lead elsewhere later. */
const movedTo = (address: string): Response =>
  new Response(null, { status: 301, headers: { location: address, 'cache-control': 'public, max-age=86400' } })

const notNow = ({ retryAfterSeconds }: MediaUnavailable): Response =>
  new Response('The picture cannot be shown at the moment.\n', {
    status: 503,
    headers: { 'content-type': plain, 'cache-control': 'no-store', 'retry-after': String(retryAfterSeconds) },
  })
