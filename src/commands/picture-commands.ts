import { readFile, stat } from 'node:fs/promises'
import { addPicture, type PictureAdded } from '../domain/catalog/add-picture.ts'
import { pictureLimits } from '../domain/media/take-picture.ts'
import type { Command, Commands } from './command.ts'

const usage = `picture PRODUCT FILE …
         adds pictures to a product, by its key: JPEG, PNG, WebP or AVIF, at most 20 MB and 40 million pixels each`

const refusals: Record<Exclude<PictureAdded, { ok: true }>['problem'], string> = {
  'not-a-picture': 'is no JPEG, PNG, WebP or AVIF.',
  'too-many-bytes': 'is larger than 20 MB.',
  'too-many-pixels': 'has more than 40 million pixels, or a side of more than 16,000.',
  broken: 'is broken.',
  'unknown-product': 'was not added: there is no such product.',
  'too-many-pictures': 'was not added: the product has 30 pictures already.',
}

const picture: Command = {
  usage,
  async run(shop, [key, ...files], say) {
    if (!key || files.length === 0) {
      say(usage)
      return 2
    }
    let refused = 0
    for (const file of files) {
      const bytes = await read(file)
      if (typeof bytes === 'string') {
        say(`${file} ${bytes}`)
        refused += 1
        continue
      }
      const added = await addPicture(shop, { key, file: bytes })
      if (!added.ok) refused += 1
      say(added.ok ? told(file, added) : `${file} ${refusals[added.problem]}`)
    }
    return refused > 0 ? 1 : 0
  },
}

const told = (file: string, { mediaKey, width, height, changed }: Extract<PictureAdded, { ok: true }>): string =>
  `${file} ${changed ? 'is' : 'was already'} picture ${mediaKey}, ${width} × ${height}.`

/** Its bytes, or what is wrong. What is too large is not read. */
async function read(file: string): Promise<Buffer | string> {
  try {
    const { size } = await stat(file)
    return size > pictureLimits.bytes ? refusals['too-many-bytes'] : await readFile(file)
  } catch {
    return 'cannot be read.'
  }
}

export const pictureCommands: Commands = { picture }
