import { all, fragment, getText, make, one } from './dom.ts'

const waitMs = 140

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
      const text =
        typed.trim().length < 2
          ? ''
          : await getText(`${form.dataset.suggest}?q=${encodeURIComponent(typed.trim())}`, asking.signal)
      list.replaceChildren(fragment(text))
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
      const link = one('a', options()[at])
      if (!link) return
      event.preventDefault()
      link.click()
    }
  })
  field.addEventListener('focus', () => {
    if (options().length > 0) show(true)
  })
  form.addEventListener('focusout', (event) => {
    if (!form.contains(event.relatedTarget as Node | null)) show(false)
  })
  // The field would lose the focus, and the list its place, before the click arrives.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  if (field.value) ask()
}
