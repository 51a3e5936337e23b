import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoFolder } from '../domain/settings/read-identity.ts'
import { rootFile } from '../kit/places.ts'

const starter = fileURLToPath(rootFile('db/new-shop/'))

const read = {
  en: '[[Read this text, make it yours, and take out this line. It is the text of the demo shop.]]',
  de: '[[Lesen Sie diesen Text, machen Sie ihn zu Ihrem, und nehmen Sie diese Zeile heraus. Es ist der Text des Demo-Shops.]]',
}

/** Writes a folder for SHOP_DIR: shop.yaml and markets.yaml to fill in, and the demo's texts to read and change. */
export function writeNewShop(args: readonly string[], say: (line: string) => void): number {
  const [name, ...more] = args
  if (!name || name.startsWith('-') || more.length > 0) {
    say('new-shop FOLDER               writes the beginning of a shop of your own: words, texts, markets')
    return 2
  }
  const folder = resolve(name)
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    say(`'${folder}' holds something already. Name a folder that is new or empty.`)
    return 1
  }
  for (const locale of ['en', 'de'] as const) {
    const texts = join(folder, 'texts', locale)
    mkdirSync(texts, { recursive: true })
    for (const file of readdirSync(join(demoFolder, 'texts', locale))) {
      const text = readFileSync(join(demoFolder, 'texts', locale, file), 'utf8')
      const body = text.replace(/\n\*(This is a demo shop|Dies ist ein Demo-Shop|Demo shop:|Demo-Shop:)[^\n]*\*\n/, '')
      writeFileSync(
        join(texts, file),
        body.replace(/^(---\n[\s\S]*?\n---\n)/, (head) => `${head}\n${read[locale]}\n`),
      )
    }
  }
  cpSync(starter, folder, { recursive: true })
  say(`Written to ${folder}.`)
  say(`Fill in shop.yaml and markets.yaml, then look at it:  SHOP_DIR=${name} npm start`)
  return 0
}
