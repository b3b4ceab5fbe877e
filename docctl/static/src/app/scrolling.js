// A table wider than its page scrolls in its own box; the keyboard must be able to get there.
import { findAll } from './content.js'

/** Let the keyboard reach every box that scrolls now, and no other; looked at again on resize. */
export function scrolling(root) {
  const boxes = findAll(root, '.table-scroll')
  if (!boxes.length) return
  const look = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
      else box.removeAttribute('tabindex')
    }
  }
  look()
  window.addEventListener('resize', look, { passive: true })
}
