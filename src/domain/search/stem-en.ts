// A Map: in an object, 'constructor' would be known.
const irregular = new Map(
  `men man,women woman,children child,feet foot,teeth tooth,geese goose,mice mouse,people person,knives knife,scarves scarf,
shelves shelf,loaves loaf,leaves leaf,wolves wolf,calves calf,halves half,wives wife,lives life,elves elf,thieves thief,
hooves hoof,dwarves dwarf,sleeves sleeve,gloves glove,olives olive,chives chive,stoves stove,valves valve,curves curve,
waves wave,caves cave,shoes shoe,toes toe,canoes canoe,hoes hoe,cookies cookie,brownies brownie,movies movie,hoodies hoodie,
smoothies smoothie,beanies beanie,selfies selfie,pies pie,ties tie,zombies zombie,veggies veggie,onesies onesie,axes axe,
foodies foodie,selfie selfie,genies genie,calories calorie,walkies walkie,doggies doggie,barbies barbie,caddies caddie,
bras bra,gas gas,bus bus,buses bus,lens lens,lenses lens,canvas canvas,canvases canvas,christmas christmas,atlas atlas,
series series,species species,chess chess,news news,tennis tennis,iris iris,irises iris,cactus cactus,cacti cactus,
succulents succulent,fungi fungus,media media,headphones headphones,earphones earphones,jeans jeans,trousers trousers,
pants pants,shorts shorts,tights tights,scissors scissors,pliers pliers,tongs tongs,binoculars binoculars,pajamas pajamas,
pyjamas pyjamas,leggings leggings,clothes clothes,sheep sheep,fish fish,dice die,asparagus asparagus,hummus hummus,
couscous couscous,molasses molasses,octopuses octopus,crocus crocus,hibiscus hibiscus,eucalyptus eucalyptus,citrus citrus`
    .replaceAll('\n', '')
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
)

/** The singular of a folded English word: 'knives' is 'knife', 'glasses' is 'glass'. Wrong guesses do no harm, for queries go the same way. */
export function singular(word: string): string {
  const known = irregular.get(word)
  if (known) return known
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2)
  if (/[^aeiou]oes$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

const vowel = /[aeiouy]/
const region1 = (word: string): number => {
  const special = /^(gener|commun|arsen|univers|organ)/.exec(word)
  if (special) return special[0].length
  const found = /[aeiouy][^aeiouy]/.exec(word)
  return found ? found.index + 2 : word.length
}
const region2 = (word: string, r1: number): number => {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(r1))
  return found ? r1 + found.index + 2 : word.length
}
const isShort = (word: string) => /(^[aeiouy][^aeiouy]$|[^aeiouy][aeiouy][^aeiouywx]$)/.test(word)

const step2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['iveness', 'ive'],
  ['ization', 'ize'],
  ['ousness', 'ous'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['tional', 'tion'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ation', 'ate'],
  ['entli', 'ent'],
  ['fulli', 'ful'],
  ['iviti', 'ive'],
  ['ousli', 'ous'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['anci', 'ance'],
  ['ator', 'ate'],
  ['enci', 'ence'],
  ['izer', 'ize'],
  ['bli', 'ble'],
]
const step3: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
]
const step4 = 'ement ative ance ence able ible ment ant ent ism ate iti ous ive ize al er ic'.split(' ')

/** The stem of a folded English word (Porter 2), for words of one family: 'wood' and 'wooden' differ, 'sparkle' and 'sparkling' do not. */
export function stemEnglish(word: string): string {
  if (word.length < 4) return word
  let w = singular(word)
  const r1 = region1(w)
  const r2 = region2(w, r1)

  const participle = /(ingly|edly|ing|ed)$/.exec(w)
  if (participle && vowel.test(w.slice(0, participle.index)) && participle.index >= 3) {
    w = w.slice(0, participle.index)
    if (/(at|bl|iz)$/.test(w)) w += 'e'
    else if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(w)) w = w.slice(0, -1)
    else if (w.length <= r1 && isShort(w)) w += 'e'
  }
  if (/[^aeiou]y$/.test(w) && w.length > 2) w = `${w.slice(0, -1)}i`
  const ending2 = step2.find(([end]) => w.endsWith(end) && w.length - end.length >= r1)
  if (ending2) w = w.slice(0, -ending2[0].length) + ending2[1]
  else if (/[cdeghkmnrt]li$/.test(w) && w.length - 2 >= r1) w = w.slice(0, -2)
  const ending3 = step3.find(([end]) => w.endsWith(end) && w.length - end.length >= r1)
  if (ending3) w = w.slice(0, -ending3[0].length) + ending3[1]
  const ending4 = step4.find((end) => w.endsWith(end))
  if (ending4 && w.length - ending4.length >= r2) w = w.slice(0, -ending4.length)
  else if (/[st]ion$/.test(w) && w.length - 3 >= r2) w = w.slice(0, -3)
  if (w.endsWith('e') && (w.length - 1 >= r2 || (w.length - 1 >= r1 && !isShort(w.slice(0, -1))))) w = w.slice(0, -1)
  else if (w.endsWith('ll') && w.length - 1 >= r2) w = w.slice(0, -1)
  return w
}
