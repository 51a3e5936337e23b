import { z } from 'zod'
import { isHex } from '../../kit/colour.ts'
import type { Words } from './market.ts'
import type { Palette } from './palette.ts'

/** Who sells here: what `shop.yaml` and the files beside it say. Read once, at the start. */
export type Identity = {
  folder: string
  /** The demo's own folder, whose company does not exist. */
  isDemo: boolean
  name: string
  /** Whether the name stands beside the logo. */
  showName: boolean
  words: Record<keyof typeof wordsSchema.shape, Words>
  company: Company
  returnDays: number
  /** Null: as the style sheets have them. */
  palette: Palette | null
  pictures: Record<PictureName, Picture | null>
  /** By language and topic, 'de/terms'; one that holds for one market only: 'en/terms.us'. */
  texts: ReadonlyMap<string, ShopText>
  /** Places that wait for words of the owner: "texts/en/about.md: [[…]]". */
  unfilled: string[]
}

export type ShopText = { title: string; description: string; menu: string | null; body: string }

export const pictureNames = ['logo', 'logo-dark', 'icon', 'touch-icon', 'share'] as const
export type PictureName = (typeof pictureNames)[number]
export type Picture = { bytes: Buffer; kind: 'svg' | 'png'; width: number; height: number }

const text = (most: number) =>
  z
    .string('Allowed are words.')
    .trim()
    .min(1, 'Allowed are words.')
    .max(most, `Allowed are ${most} characters at most.`)
const email = z.email('Allowed is an e-mail address, such as hello@shop.example.')

/** In all languages at once, or by language; a language without words takes those of the other. */
export const wordsIn = (most: number) =>
  z
    .union(
      [text(most), z.strictObject({ en: text(most), de: text(most) }).partial()],
      'Allowed are words, or en: and de: with words.',
    )
    .refine((given) => typeof given === 'string' || given.en || given.de, 'Allowed are words in en: or de:.')
    .transform((given): Words => {
      if (typeof given === 'string') return { en: given, de: given }
      return { en: given.en ?? given.de ?? '', de: given.de ?? given.en ?? '' }
    })

const wordsSchema = z.strictObject({
  /** The title of the front page, behind the name of the shop. */
  title: wordsIn(100),
  /** The front page in search engines and shared links. */
  description: wordsIn(300),
  /** The large sentence of the front page, and what stands below it. */
  heading: wordsIn(60),
  lead: wordsIn(400),
  /** Below the logo at the foot of every page. */
  tagline: wordsIn(200),
  /** Examples in the empty search field. */
  search: wordsIn(60),
  /** How soon somebody answers. */
  answers: wordsIn(60),
})

const country = z.string().regex(/^[A-Z]{2}$/, 'Allowed are two capital letters (ISO 3166), such as DE.')

const companySchema = z.strictObject({
  name: text(120),
  street: text(120),
  postcode: text(20),
  city: text(80),
  country,
  email,
  phone: text(40),
  privacyEmail: email.optional(),
  directors: text(200).optional(),
  register: text(200).optional(),
  vatId: text(40).optional(),
  packagingRegister: text(60).optional(),
  /** Another telephone or address for the shoppers of one market. */
  markets: z.record(z.string(), z.strictObject({ phone: text(40), address: text(300) }).partial()).default({}),
})

export type Company = z.output<typeof companySchema>

const hex = z
  .string('Allowed is a colour such as "#7a1f3d", in quotes.')
  .refine(isHex, 'Allowed are # and six hexadecimal digits, such as "#7a1f3d".')
const coloursSchema = z.strictObject({
  ground: hex,
  ink: hex,
  accent: hex,
  sale: hex.optional(),
  deep: hex.optional(),
})

export const shopSchema = z.strictObject({
  name: text(60),
  showName: z.boolean('Allowed are true and false.').default(true),
  words: wordsSchema,
  company: companySchema,
  returnDays: z
    .number('Allowed is a whole number of days.')
    .int()
    .min(14, 'Allowed are 14 days or more: the law gives them.')
    .max(1000),
  colours: z.strictObject({ light: coloursSchema, dark: coloursSchema }).optional(),
})
