// The side navigation as a drawer on small screens.

/** Wire the button that opens the drawer; Escape, the backdrop and the close button shut it. */
export function navigation() {
  const side = document.getElementById('navigation')
  const button = document.querySelector('[data-navigation-open]')
  if (!side || !button) return
  let backdrop = null

  const close = () => {
    if (!backdrop) return
    backdrop.remove()
    backdrop = null
    side.classList.remove('is-open')
    button.setAttribute('aria-expanded', 'false')
    button.focus()
  }
  const open = () => {
    backdrop = document.createElement('div')
    backdrop.className = 'side-backdrop'
    backdrop.addEventListener('click', close)
    document.body.append(backdrop)
    side.classList.add('is-open')
    button.setAttribute('aria-expanded', 'true')
    side.querySelector('[data-navigation-close]').focus()
  }
  button.addEventListener('click', open)
  side.querySelector('[data-navigation-close]').addEventListener('click', close)
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close() })
  side.addEventListener('focusout', (event) => {
    if (backdrop && event.relatedTarget && !side.contains(event.relatedTarget)) close()
  })
}
