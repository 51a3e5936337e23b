import { all, fragment, getText, home, make, word } from './dom.ts'

const waitMs = 140
const keptSearches = 5
const key = `searched:${home}`

/** What was searched for lately; kept in this browser only. */
function lately(): string[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]')
  } catch {
    return []
  }
}

function remember(text: string): void {
  try {
    const others = lately().filter((other) => other !== text)
    localStorage.setItem(key, JSON.stringify([text, ...others].slice(0, keptSearches)))
  } catch {
    // A browser that keeps nothing.
  }
}

function latelyOptions(address: string): Node[] {
  const texts = lately()
  if (texts.length === 0) return []
  const title = make('li', 'option-title', word('lately'))
  title.role = 'presentation'
  const options = texts.map((text, i) => {
    const link = make('a', '', text) as HTMLAnchorElement
    link.href = `${address}?q=${encodeURIComponent(text)}`
    link.tabIndex = -1
    link.role = 'option'
    link.id = `lately-${i}`
    link.dataset.words = text
    const place = make('li', '', link)
    place.role = 'presentation'
    return place
  })
  return [title, ...options]
}

/** Makes the search field a combobox: suggestions below it, arrows to walk, Enter to go, Escape to close. */
export function openSearch(field: HTMLInputElement): void {
  const form = field.form
  if (!form) return
  const list = make('ul', 'options')
  list.id = 'suggestions'
  list.role = 'listbox'
  list.ariaLabel = field.labels?.[0]?.textContent ?? ''
  list.hidden = true
  form.append(list)
  field.role = 'combobox'
  field.setAttribute('aria-controls', list.id)
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-expanded', 'false')

  let at = -1
  let typed = field.value
  let timer = 0
  let asking: AbortController | undefined
  const options = () => all('[role="option"]', list)

  const show = (isOpen: boolean) => {
    list.hidden = !isOpen
    field.setAttribute('aria-expanded', String(isOpen))
    if (!isOpen) choose(-1)
  }
  const choose = (index: number) => {
    at = index
    field.removeAttribute('aria-activedescendant')
    options().forEach((option, i) => {
      option.setAttribute('aria-selected', String(i === at))
      if (i !== at) return
      field.setAttribute('aria-activedescendant', option.id)
      option.scrollIntoView({ block: 'nearest' })
    })
    field.value = options()[at]?.dataset.words ?? typed
  }
  const ask = async () => {
    asking?.abort()
    asking = new AbortController()
    try {
      const text = typed.trim()
      const found =
        text.length < 2
          ? latelyOptions(form.action)
          : [fragment(await getText(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, asking.signal))]
      list.replaceChildren(...found)
      at = -1
      show(options().length > 0 && document.activeElement === field)
    } catch {
      // Aborted, or no answer: the field still searches.
    }
  }

  field.addEventListener('input', () => {
    typed = field.value
    clearTimeout(timer)
    timer = window.setTimeout(ask, waitMs)
  })
  field.addEventListener('keydown', (event) => {
    const count = options().length
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault()
      field.value = typed
      show(false)
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && count > 0) {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (list.hidden) show(true)
      // One place more than options: the words that were typed.
      choose(((at + 1 + step + count + 1) % (count + 1)) - 1)
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault()
      options()[at]?.click()
    }
  })
  field.addEventListener('focus', () => {
    if (options().length > 0) show(true)
    else ask()
  })
  form.addEventListener('submit', () => {
    if (field.value.trim() !== '') remember(field.value.trim())
  })
  form.addEventListener('focusout', (event) => {
    if (!form.contains(event.relatedTarget as Node | null)) show(false)
  })
  // The field would lose the focus, and the list its place, before the click arrives.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  ask()
}
