import { all, home, one, steppers, toast, word } from './dom.ts'

document.documentElement.classList.add('scripted')

function showCount(count: number): void {
  for (const badge of all('[data-count]')) {
    badge.textContent = count > 99 ? '99+' : String(count)
    badge.hidden = count === 0
  }
}

// Pages are the same for everybody; what is personal comes here.
fetch(`${home}/me`)
  .then((answer) => answer.json())
  .then(({ count, name }: { count: number | null; name: string | null }) => {
    if (count !== null) showCount(count)
    const account = one('[data-name]')
    if (name && account) account.textContent = name
  })
  .catch(() => {})

one('[data-focus]')?.focus()
steppers()

const openDrawer = (said?: string) => import('./drawer.ts').then((drawer) => drawer.openDrawer(said))

one('a[data-cart]')?.addEventListener('click', (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || document.body.classList.contains('cart')) return
  event.preventDefault()
  openDrawer()
})

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  const button = event.submitter
  if (form.matches('[data-add]')) {
    event.preventDefault()
    add(form, button)
  } else if (form.matches('[data-once]')) {
    // A second click while the first is under way would send the form twice.
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
    button?.setAttribute('aria-busy', 'true')
  }
})

// The page comes back from the browser's memory as it was left, sent forms included.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  for (const form of all('[data-sent]')) delete form.dataset.sent
  for (const button of all('[aria-busy]')) button.removeAttribute('aria-busy')
})

async function add(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  if (form.dataset.sent) return
  form.dataset.sent = 'yes'
  button?.setAttribute('aria-busy', 'true')
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>),
    })
    const { ok, said, count } = (await answer.json()) as { ok: boolean; said: string; count?: number }
    if (count !== undefined) showCount(count)
    if (ok) await openDrawer(said)
    else toast(said)
  } catch {
    toast(word('failed'))
  } finally {
    delete form.dataset.sent
    button?.removeAttribute('aria-busy')
  }
}

const field = one('#q') as HTMLInputElement | null
field?.addEventListener('focus', () => import('./search.ts').then((search) => search.openSearch(field)), { once: true })

// The second picture of a card shows once it is there, so that no ground stands empty.
document.addEventListener('pointerover', (event) => {
  const card = (event.target as Element).closest('.card')
  const second = card && (one('img.second:not(.ready)', card) as HTMLImageElement | null)
  if (!second) return
  second.loading = 'eager'
  second.decode().then(
    () => second.classList.add('ready'),
    () => {},
  )
})

// The picture of a card grows into the product's page: it takes the name of the picture there while the page changes.
addEventListener('pageswap', (event) => {
  const { activation, viewTransition } = event as Event & {
    activation?: { entry?: { url?: string } }
    viewTransition?: unknown
  }
  const url = activation?.entry?.url
  if (!viewTransition || !url) return
  const path = new URL(url).pathname
  const card = all('.card a').find((link) => (link as HTMLAnchorElement).pathname === path)
  const picture = card && one('.card-picture picture', card.closest('.card') ?? document)
  if (!picture) return
  for (const shown of all('.gallery-item picture')) shown.style.setProperty('view-transition-name', 'none')
  picture.style.setProperty('view-transition-name', 'ware')
})
