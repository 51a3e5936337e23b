import type { SeedProduct, Words } from './seed-format.ts'

export type SeedCollection = {
  code: string
  name: Words
  intro: Words
  story: Words
  /** Which products stand in it, the best-selling first. */
  has: (product: SeedProduct) => boolean
  atMost: number
}

const inPart =
  (...parts: string[]) =>
  (product: SeedProduct) =>
    parts.some((part) => product.category.startsWith(part))

/** The first one is told on the front page. */
export const collections: SeedCollection[] = [
  {
    code: 'slow-breakfast',
    name: { en: 'The slow breakfast', de: 'Das lange Frühstück' },
    intro: {
      en: 'Everything for the table on a day without plans.',
      de: 'Alles für den Tisch an einem Tag ohne Pläne.',
    },
    story: {
      en: 'It starts with the kettle and ends when the pot is empty. We put together what we reach for ourselves: heavy mugs that keep warm, honey with a name on the jar, a board big enough for everyone and a knife that cuts bread instead of squashing it.',
      de: 'Es beginnt mit dem Kessel und endet, wenn die Kanne leer ist. Zusammengestellt haben wir, wonach wir selbst greifen: schwere Becher, die warm halten, Honig mit einem Namen auf dem Glas, ein Brett, das für alle reicht, und ein Messer, das Brot schneidet, statt es zu drücken.',
    },
    has: inPart('table/', 'pantry/'),
    atMost: 24,
  },
  {
    code: 'first-home',
    name: { en: 'First home', de: 'Die erste Wohnung' },
    intro: {
      en: 'Few things, well chosen, for the first own four walls.',
      de: 'Wenige Dinge, gut gewählt, für die ersten eigenen vier Wände.',
    },
    story: {
      en: 'You need less than the lists say. One pan, one good knife, a lamp that makes the evening yours, and a chair for whoever comes by.',
      de: 'Man braucht weniger, als die Listen sagen. Eine Pfanne, ein gutes Messer, eine Lampe, die den Abend zu Ihrem macht, und einen Stuhl für den, der vorbeikommt.',
    },
    has: (product) => inPart('kitchen/', 'living/', 'bed-bath/')(product) && product.price.de !== undefined,
    atMost: 30,
  },
  {
    code: 'weekend-out',
    name: { en: 'A weekend out', de: 'Ein Wochenende draußen' },
    intro: { en: 'For two nights under canvas and the way there.', de: 'Für zwei Nächte im Zelt und den Weg dorthin.' },
    story: {
      en: 'Packed in an hour and used for years: what keeps the rain off, shows the way and makes coffee before anyone speaks.',
      de: 'In einer Stunde gepackt und jahrelang benutzt: was den Regen abhält, den Weg zeigt und Kaffee macht, bevor jemand spricht.',
    },
    has: inPart('outdoor/', 'sport/'),
    atMost: 30,
  },
  {
    code: 'gifts-under-30',
    name: { en: 'Small gifts', de: 'Kleine Geschenke' },
    intro: { en: 'Nothing over 30, nothing that gathers dust.', de: 'Nichts über 30, nichts, das verstaubt.' },
    story: {
      en: 'Things that people use up, wear out or play with. Each fits into a pocket or a stocking.',
      de: 'Dinge, die man aufbraucht, abnutzt oder bespielt. Jedes passt in eine Tasche oder einen Stiefel.',
    },
    has: (product) => (product.price.us ?? 9_999) <= 3_000 && (product.price.de ?? 9_999) <= 3_000,
    atMost: 48,
  },
  {
    code: 'music-at-home',
    name: { en: 'Music at home', de: 'Hausmusik' },
    intro: { en: 'To play, and to listen properly.', de: 'Zum Spielen und zum richtigen Hören.' },
    story: {
      en: 'Instruments for hands that begin and headphones for everybody else in the flat.',
      de: 'Instrumente für Hände, die anfangen, und Kopfhörer für alle anderen in der Wohnung.',
    },
    has: inPart('music/'),
    atMost: 24,
  },
]
