/** What a picture can be asked for; anything else is refused. */
export const pictureWidths = [160, 320, 640, 1024, 1600] as const
export const pictureFormats = ['avif', 'webp', 'jpg'] as const

export type PictureWidth = (typeof pictureWidths)[number]
export type PictureFormat = (typeof pictureFormats)[number]
export type PictureSize = { width: PictureWidth; format: PictureFormat }

/**
 * The sizes that pages name: AVIF for what is shown, WebP up to the zoom, JPEG for mails, share cards and old browsers. AVIF at 1,600
 * costs as much as all the others together.
 */
export const pictureSources: Record<PictureFormat, readonly PictureWidth[]> = {
  avif: [160, 320, 640, 1024],
  webp: [160, 320, 640, 1024, 1600],
  jpg: [320, 640, 1024],
}

/** The sizes that are made of every picture before anyone asks. Others are asked for seldom and made in a moment. */
export const preparedSources: Record<PictureFormat, readonly PictureWidth[]> = {
  avif: [160, 320, 640, 1024],
  webp: [160, 320, 640],
  jpg: [640, 1024],
}

export const pictureTypes: Record<PictureFormat, string> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
}

/** '640.avif' in parts; null for a size or format that is not made. */
export function parsePictureFile(file: string): PictureSize | null {
  const [digits = '', ending = '', ...more] = file.split('.')
  const width = pictureWidths.find((allowed) => String(allowed) === digits)
  const format = pictureFormats.find((allowed) => allowed === ending)
  return width && format && more.length === 0 ? { width, format } : null
}
