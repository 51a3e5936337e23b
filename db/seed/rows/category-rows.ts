import { departmentPicture } from '../pictures/departments.ts'
import { picturesOf } from '../pictures/plan.ts'
import type { SeedFile, Words } from '../seed-format.ts'
import { slugMaker } from '../slug.ts'
import { type DemoRows, languages } from './rows.ts'

/** Departments as the menu shows them; others follow in the order of the files. */
const order =
  'living kitchen table bed-bath pantry clothing shoes-bags jewellery outdoor sport play office music tech plants-garden workshop care party'.split(
    ' ',
  )

const rank = (code: string) => (order.includes(code) ? order.indexOf(code) : order.length)

/** Writes brands; answers their ids by code. */
export function addBrands(rows: DemoRows, files: readonly SeedFile[]): Map<string, number> {
  const ids = new Map<string, number>()
  for (const brand of files.flatMap((file) => file.brands)) {
    if (ids.has(brand.code)) continue
    const id = ids.size + 1
    ids.set(brand.code, id)
    rows.brand.push({ id, ...brand })
  }
  return ids
}

type Category = { code: string; parentId: number | null; name: Words; intro: Words; pictureKey: string | null }

/** Writes departments and their parts; answers their ids by code. */
export function addCategories(rows: DemoRows, files: readonly SeedFile[]): Map<string, number> {
  const products = files.flatMap((file) => file.products)
  const departments = files.flatMap((file) => file.departments).sort((a, b) => rank(a.code) - rank(b.code))
  const ids = new Map<string, number>()
  const slug = { en: slugMaker(), de: slugMaker() }
  const add = ({ code, parentId, name, intro, pictureKey }: Category) => {
    const id = ids.size + 1
    ids.set(code, id)
    rows.category.push({ id, code, parentId, position: id, pictureKey })
    for (const locale of languages)
      rows.category_text.push({
        categoryId: id,
        locale,
        slug: slug[locale](name[locale]),
        name: name[locale],
        intro: intro[locale],
      })
    return id
  }
  for (const { code, name, intro, parts } of departments) {
    // A department that several files share is written once.
    const parentId = ids.get(code) ?? add({ code, parentId: null, name, intro, pictureKey: departmentPicture(code) })
    for (const part of parts) {
      const partCode = `${code}/${part.code}`
      if (ids.has(partCode)) continue
      const first = products.find((product) => product.category === partCode)
      const pictureKey = (first && picturesOf(first)[0]?.mediaKey) ?? null
      add({ code: partCode, parentId, name: part.name, intro: { en: '', de: '' }, pictureKey })
    }
  }
  return ids
}
