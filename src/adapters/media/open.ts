import type { MediaStore } from '../../domain/media/media-store.ts'
import type { Secret } from '../../kit/secret.ts'
import { uploadPath } from '../../kit/wire.ts'
import { openFolder } from './filesystem.ts'

/** The media store that a setting names: `file:` or `s3:`. */
export async function openMedia(url: URL, own?: { publicUrl: string; secret: Secret }): Promise<MediaStore> {
  if (url.protocol === 's3:') return (await import('./s3.ts')).openS3(url)
  return openFolder(url.pathname, own && { address: own.publicUrl + uploadPath, secret: own.secret })
}
