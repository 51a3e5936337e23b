import { all, closeButton, getText, home, make, one, parsePage, steppers } from './dom.ts'

/** Another variant: the parts that differ are taken from its own page, and the address follows. */
async function choose(link: HTMLAnchorElement, isBack = false): Promise<void> {
  const address = link.href
  try {
    const page = parsePage(await getText(address))
    for (const part of all('[data-part]')) {
      const next = one(`[data-part="${part.dataset.part}"]`, page)
      if (next) part.replaceWith(document.adoptNode(next))
    }
    if (!isBack) history.pushState(null, '', address)
    steppers()
    watchButton()
    const again = all('[data-choice]').find((other) => (other as HTMLAnchorElement).href === address)
    again?.focus({ preventScroll: true })
  } catch {
    location.href = address
  }
}

document.addEventListener('click', (event) => {
  const target = event.target as HTMLElement
  const link = target.closest<HTMLAnchorElement>('[data-choice]')
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault()
    choose(link)
  }
  const picture = target.closest<HTMLElement>('[data-zoom]')
  if (picture) zoom(picture)
})

addEventListener('popstate', () => {
  const link = document.createElement('a')
  link.href = location.href
  choose(link, true)
})

/** All pictures at full size, one beside the other. */
function zoom(from: HTMLElement): void {
  const items = all('[data-zoom]')
  const strip = make('div', 'zoom-strip')
  for (const item of items) {
    const image = one('img', item) as HTMLImageElement | null
    if (!image) continue
    const large = document.createElement('img')
    large.src = image.src.replace(/\/\d+\.jpg$/, '/1600.webp')
    large.alt = image.alt
    strip.append(make('div', item.className.replace('gallery-item', ''), large))
  }
  const dialog = document.createElement('dialog')
  dialog.className = 'zoom'
  dialog.ariaLabel = document.title
  const close = closeButton(() => dialog.close())
  dialog.onclose = () => dialog.remove()
  dialog.append(strip, close)
  document.body.append(dialog)
  dialog.showModal()
  strip.children[items.indexOf(from)]?.scrollIntoView()
  strip.tabIndex = 0
  strip.focus()
}

let watching: IntersectionObserver | undefined

/** On phones a bar with price and button appears while the button itself is out of sight. */
function watchButton(): void {
  watching?.disconnect()
  one('.buy-bar')?.remove()
  const button = one('[data-buy]') as HTMLButtonElement | null
  const name = one('[data-product]')?.dataset.name ?? ''
  const price = one('.buy-amount .price')
  if (!button || !price) return
  const again = make('button', 'button', button.textContent ?? '')
  again.onclick = () => button.click()
  const words = make('p', 'small', make('span', '', name), price.cloneNode(true))
  const bar = make('div', 'buy-bar', words, again)
  one('.product-page')?.append(bar)
  watching = new IntersectionObserver(([entry]) => {
    bar.classList.toggle('shown', entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 0)
  })
  watching.observe(button)
}
watchButton()

type Seen = { href: string; name: string; picture: string; ground: string }

/** What was looked at lately is kept in this browser only. */
function remember(): void {
  const page = one('[data-product]')
  const box = one('[data-recent]')
  if (!page || !box) return
  const { product: href = '', name = '', picture = '', ground = 'n' } = page.dataset
  const key = `seen:${home}`
  let seen: Seen[] = []
  try {
    seen = JSON.parse(localStorage.getItem(key) ?? '[]')
    const others = seen.filter((one) => one.href !== href)
    localStorage.setItem(key, JSON.stringify([{ href, name, picture, ground }, ...others].slice(0, 9)))
    seen = others
  } catch {
    return
  }
  const list = one('ul', box)
  for (const one of seen.slice(0, 6)) {
    const image = document.createElement('img')
    // Kept by a version before: the key alone.
    image.src = one.picture.includes('/') ? one.picture : `/media/${encodeURIComponent(one.picture)}/320.webp`
    image.alt = ''
    image.loading = 'lazy'
    image.width = image.height = 320
    const link = make('a', '', make('span', `ground ground-${one.ground}`, image), one.name) as HTMLAnchorElement
    link.href = one.href
    list?.append(make('li', '', link))
  }
  box.hidden = seen.length === 0
}
remember()
