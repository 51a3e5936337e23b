import { closeButton, fragment, getText, home, make, one, word } from './dom.ts'

let drawer: HTMLDialogElement | null = null

/** The cart beside the page. When it cannot be read, the cart's own page opens. */
export async function openDrawer(said?: string): Promise<void> {
  try {
    const content = fragment(await getText(`${home}/cart/drawer`))
    drawer ??= makeDrawer()
    const box = one('.drawer-box', drawer)
    box?.replaceChildren(...[...box.children].slice(0, 1), content)
    if (said) one('.drawer-body', drawer)?.prepend(make('p', 'drawer-said', said))
    if (!drawer.open) drawer.showModal()
  } catch {
    location.href = `${home}/cart`
  }
}

function makeDrawer(): HTMLDialogElement {
  const dialog = document.createElement('dialog')
  dialog.className = 'drawer'
  dialog.ariaLabel = word('title')
  const close = closeButton(() => dialog.close())
  dialog.append(make('div', 'drawer-box', make('div', 'drawer-head', make('h2', '', word('title')), close)))
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close()
  }
  document.body.append(dialog)
  return dialog
}
