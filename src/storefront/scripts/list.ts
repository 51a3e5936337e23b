import { getText, one, parsePage, word } from './dom.ts'

const form = one('[data-filter]') as HTMLFormElement | null
const isSheet = matchMedia('(max-width: 63.99rem)')

/** The readable address of what is chosen, as the server would write it. */
function address(chosen: HTMLFormElement): string {
  const query = new URLSearchParams()
  const fields = new FormData(chosen)
  for (const [name, value] of fields)
    if (value !== '' && !['min', 'max', 'sort'].includes(name)) query.append(name, String(value))
  const [min, max, sort] = ['min', 'max', 'sort'].map((name) => String(fields.get(name) ?? ''))
  if (min || max) query.set('price', `${min}-${max}`)
  if (sort) query.set('sort', sort)
  const text = query.toString()
  return chosen.action.split('?')[0] + (text ? `?${text}` : '')
}

let asking: AbortController | undefined

/** On phones the button tells how many would be shown; on desks the list follows each choice. */
async function changed(event: Event): Promise<void> {
  if (!form) return
  const isSort = (event.target as HTMLElement).id === 'sort'
  if (isSort || !isSheet.matches) {
    location.href = address(form)
    return
  }
  asking?.abort()
  asking = new AbortController()
  try {
    const page = parsePage(await getText(address(form), asking.signal))
    const count = one('.list-count', page)?.textContent
    const shown = one('[data-hits]')
    if (shown) shown.textContent = count ?? word('none')
  } catch {
    // The button shows the list all the same.
  }
}

form?.addEventListener('change', changed)
one('#sort')?.addEventListener('change', changed)
form?.addEventListener('submit', (event) => {
  event.preventDefault()
  location.href = address(form)
})
