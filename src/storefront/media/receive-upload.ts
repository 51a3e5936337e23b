import { readUploadPolicy } from '../../domain/media/upload-policy.ts'
import type { Shop } from '../../domain/shop.ts'
import { BadRequest, readBytes } from '../../kit/http.ts'

// What stands around the file in a form.
const aroundBytes = 8_192

/** Takes a file whose form was signed by `offerUpload`, for a store that takes none itself. Nothing is read of what is not signed. */
export async function receiveUpload(
  shop: Pick<Shop, 'media' | 'secret' | 'clock'>,
  request: Request,
): Promise<Response> {
  const policy = readUploadPolicy(shop.secret, new URL(request.url).searchParams, shop.clock())
  if (!policy) return said(403, 'This upload was not offered, or its time is over.')
  try {
    const body = await readBytes(request, policy.maxBytes + aroundBytes)
    const type = request.headers.get('content-type') ?? ''
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
    const file = form.get('file')
    if (form.get('key') !== policy.key || form.get('Content-Type') !== policy.type || !(file instanceof Blob))
      return said(403, 'The form is not the one that was offered.')
    if (file.size < 1 || file.size > policy.maxBytes) return said(400, `Allowed are 1 to ${policy.maxBytes} bytes.`)
    await shop.media.write(policy.key, Buffer.from(await file.arrayBuffer()))
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  } catch (fault) {
    if (fault instanceof BadRequest) return said(fault.status, fault.message)
    if (fault instanceof TypeError) return said(400, 'The form cannot be read.')
    throw fault
  }
}

const said = (status: number, words: string): Response =>
  new Response(`${words}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
