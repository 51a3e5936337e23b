import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { markdownProblems, unfilled } from '../../kit/markdown.ts'
import { rootFile } from '../../kit/places.ts'
import { readYaml } from '../../kit/yaml-file.ts'
import { type Identity, type Picture, type PictureName, pictureNames, type ShopText, shopSchema } from './identity.ts'
import type { Market } from './market.ts'
import { type Palette, paletteOf, paletteProblems } from './palette.ts'
import { checkingMarkdown, requiredTopics } from './shop-texts.ts'

export type IdentityRead = { ok: true; identity: Identity } | { ok: false; problems: string[] }

const isSame = (one: string, other: string) => resolve(one) === resolve(other)

/** What the demo shop says of itself. */
export const demoFolder = fileURLToPath(rootFile('db/demo-shop/'))

/** Reads a shop's folder: shop.yaml, its texts and its pictures. What cannot be used is told, all of it at once. */
export async function readIdentity(folder: string = demoFolder): Promise<IdentityRead> {
  const file = join(folder, 'shop.yaml')
  if (!existsSync(file)) return { ok: false, problems: [`There is no file '${file}'.`] }
  const read = await readYaml(file, shopSchema)
  if (!read.ok) return read
  const { colours, ...said } = read.value
  const problems: string[] = []
  const palette = colours
    ? ({ light: paletteOf('light', colours.light), dark: paletteOf('dark', colours.dark) } satisfies Palette)
    : null
  if (colours)
    for (const scheme of ['light', 'dark'] as const)
      for (const problem of paletteProblems(scheme, colours[scheme])) problems.push(`shop.yaml: ${problem}`)
  const pictures = await readPictures(folder, problems)
  const texts = await readTexts(join(folder, 'texts'), problems)
  const open = unfilled((await readFile(file, 'utf8')).replace(/^\s*#.*$/gm, '')).map((place) => `shop.yaml: ${place}`)
  for (const [name, { title, description, body }] of texts)
    for (const place of unfilled(`${title}\n${description}\n${body}`)) open.push(`texts/${name}.md: ${place}`)
  const identity: Identity = {
    ...said,
    folder,
    isDemo: isSame(folder, demoFolder),
    palette,
    pictures,
    texts,
    unfilled: open,
  }
  for (const [name, shopText] of texts)
    for (const problem of markdownProblems(shopText.body, checkingMarkdown(identity)))
      problems.push(`texts/${name}.md: ${problem}.`)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, identity }
}

/** Texts that the pages of the markets lead to and that are not there. */
export function missingTexts({ texts }: Pick<Identity, 'texts'>, markets: readonly Market[]): string[] {
  const locales = new Set(markets.flatMap((market) => market.locales))
  return [...locales].flatMap((locale) =>
    requiredTopics
      .filter((topic) => !texts.has(`${locale}/${topic}`))
      .map((topic) => `There is no text texts/${locale}/${topic}.md. A market speaks this language.`),
  )
}

async function readTexts(folder: string, problems: string[]): Promise<Map<string, ShopText>> {
  const texts = new Map<string, ShopText>()
  if (!existsSync(folder)) return texts
  const files = (await readdir(folder, { recursive: true })).map((file) => file.replaceAll('\\', '/')).sort()
  for (const file of files.filter((name) => name.endsWith('.md'))) {
    const name = /^((?:en|de)\/[a-z][a-z-]{0,40}(?:\.[a-z]{2,8})?)\.md$/.exec(file)?.[1]
    const text = name ? readText(await readFile(join(folder, file), 'utf8')) : null
    if (!name)
      problems.push(
        `texts/${file} has a name that no page has. Allowed is LANGUAGE/TOPIC.md, such as de/terms.md, or LANGUAGE/TOPIC.MARKET.md.`,
      )
    else if (!text)
      problems.push(
        `texts/${file} does not begin with its title. Allowed is, between two lines of ---: title: WORDS, description: WORDS and menu: WORDS.`,
      )
    else texts.set(name, text)
  }
  return texts
}

/** Title, description and the word for the menu stand on top, between two lines of '---'. */
function readText(whole: string): ShopText | null {
  const [, head = '', body = ''] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(whole) ?? []
  const of = (name: string) => new RegExp(`^${name}:[ \\t]*(.+?)[ \\t]*$`, 'm').exec(head)?.[1] ?? null
  const title = of('title')
  return title === null ? null : { title, description: of('description') ?? '', menu: of('menu'), body }
}

const limits: Record<PictureName, string> = {
  logo: 'logo',
  'logo-dark': 'logo',
  icon: 'icon',
  'touch-icon': 'icon',
  share: 'picture',
}
const maxBytes = 300_000

async function readPictures(folder: string, problems: string[]): Promise<Identity['pictures']> {
  const pictures: Identity['pictures'] = { logo: null, 'logo-dark': null, icon: null, 'touch-icon': null, share: null }
  for (const name of pictureNames) {
    // A phone's home screen and social networks take no SVG.
    const kinds = name === 'touch-icon' || name === 'share' ? (['png'] as const) : (['svg', 'png'] as const)
    const kind = kinds.find((one) => existsSync(join(folder, `${name}.${one}`)))
    if (!kind) continue
    const bytes = await readFile(join(folder, `${name}.${kind}`))
    const size = kind === 'png' ? pngSize(bytes) : svgSize(bytes.toString('utf8'))
    const problem =
      bytes.length > maxBytes
        ? `is larger than ${maxBytes / 1000} kB`
        : !size
          ? kind === 'png'
            ? 'is no PNG'
            : 'is no SVG with a viewBox, or with width and height'
          : kind === 'svg' && /<script|\son\w+\s*=|javascript:|<foreignObject/i.test(bytes.toString('utf8'))
            ? `holds a script. Allowed is an SVG that only draws the ${limits[name]}`
            : null
    if (problem) problems.push(`${name}.${kind} ${problem}.`)
    else pictures[name] = { bytes, kind, ...size } as Picture
  }
  return pictures
}

/** From the header chunk (PNG, third edition, 11.2.1). */
function pngSize(bytes: Buffer): { width: number; height: number } | null {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return null
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

function svgSize(text: string): { width: number; height: number } | null {
  const tag = /<svg\b[^>]*>/.exec(text)?.[0]
  if (!tag) return null
  const box = /viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"/.exec(tag)
  const width = Number(box?.[1] ?? /\bwidth="([\d.]+)(?:px)?"/.exec(tag)?.[1])
  const height = Number(box?.[2] ?? /\bheight="([\d.]+)(?:px)?"/.exec(tag)?.[1])
  return width > 0 && height > 0 ? { width, height } : null
}
