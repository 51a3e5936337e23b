import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everybodyIn } from '../../../test/helpers/everybody-in.ts'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { addWare } from '../../../test/helpers/wares.ts'
import { openSite } from '../../app.ts'
import { sql } from '../../kit/db.ts'
import { openLinks } from '../../links.ts'
import { setPictureOrigin } from '../../routes.ts'

const key = 'ba7816bf8f01cfea414140de5dae2223'
const place = { market: 'us', locale: 'en' } as const

test('pages, links of mails and the store API find pictures at our own address, or at the one that is set; pages let it in', async (t) => {
  const shop = await openTestShop(t)
  const { productId } = await addWare(shop, { key: 'mug', stock: { columbus: 1 } })
  await shop.db.change(sql`insert into product_image (product_id, media_key, position, width, height, alts)
    values (${productId}, ${key}, 0, 1600, 1600, '{"en": "A mug"}')`)
  const look = async (pictureOrigin: string) => {
    setPictureOrigin(pictureOrigin)
    shop.memory.forget('')
    const admission = everybodyIn()
    const fetch = openSite(shop, { demo: true, formTargets: [], pictureOrigin: pictureOrigin || undefined, admission })
    const page = await fetch(new Request('http://shop.test/us/en/p/mug'))
    const api = await fetch(new Request('http://shop.test/api/store/us/en/products/mug'))
    return {
      page: await page.text(),
      policy: /img-src [^;]*/.exec(page.headers.get('content-security-policy') ?? '')?.[0],
      api: await api.text(),
      mail: openLinks('http://shop.test')('picture', place, key),
    }
  }
  t.after(() => setPictureOrigin(''))

  const own = await look('')
  assert.equal(own.policy, "img-src 'self' data:")
  assert.ok(own.page.includes(`srcset="/media/${key}/`))
  assert.ok(own.page.includes(`content="http://shop.test/media/${key}/1024.jpg"`))
  assert.ok(own.api.includes(`http://shop.test/media/${key}/640.jpg`))
  assert.equal(own.mail, `http://shop.test/media/${key}/160.jpg`)

  const elsewhere = await look('https://pictures.example')
  assert.equal(elsewhere.policy, "img-src 'self' data: https://pictures.example")
  assert.ok(elsewhere.page.includes(`srcset="https://pictures.example/media/${key}/`))
  assert.ok(!elsewhere.page.includes('"/media/') && !elsewhere.page.includes('shop.test/media'))
  assert.ok(elsewhere.api.includes(`"https://pictures.example/media/${key}/640.jpg"`))
  assert.equal(elsewhere.mail, `https://pictures.example/media/${key}/160.jpg`)
})
