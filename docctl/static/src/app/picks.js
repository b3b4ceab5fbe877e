// One box in the head of a register ticks the boxes of its rows; without script it stays hidden.
import { findAll } from './content.js'

/** Let the box of a table's head tick all rows, and show whether none, some or all are ticked. */
export function picks(root) {
  for (const all of findAll(root, 'input.pick-all')) {
    const boxes = [...all.closest('table').querySelectorAll(`tbody input[name="${all.dataset.picks}"]`)]
    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length
      all.checked = ticked > 0 && ticked === boxes.length
      all.indeterminate = ticked > 0 && ticked < boxes.length
    }
    all.hidden = boxes.length < 2
    all.addEventListener('change', () => {
      for (const box of boxes) box.checked = all.checked
      show()
    })
    for (const box of boxes) box.addEventListener('change', show)
    show()
  }
}
