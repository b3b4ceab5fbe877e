// A comparison may begin with pages that did not change: a button leads from change to change.
import { findAll } from './content.js'

const MARKS = 'ins, del, .diff-moved, .diff-format, .diff-ins, .diff-del'

/** Let every [data-next-change="id"] go to the next change in that element, then to the first again. */
export function nextChange(root) {
  for (const button of findAll(root, '[data-next-change]')) {
    let at = -1
    button.addEventListener('click', () => {
      const within = document.getElementById(button.dataset.nextChange)
      const marks = [...within.querySelectorAll(MARKS)].filter((mark) => !mark.parentElement.closest(MARKS))
      if (!marks.length) return
      at = (at + 1) % marks.length
      marks[at].scrollIntoView({ block: 'center' })
    })
  }
}
