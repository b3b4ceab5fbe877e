// On a phone each row of a register becomes a card; its cells need the names of their columns.
import { findAll } from './content.js'

/** Give every cell that has no data-label the text of its column head. */
export function tables(root) {
  for (const table of findAll(root, 'table.register')) {
    const heads = [...table.querySelectorAll('thead th')].map((head) => head.textContent.trim())
    for (const row of table.querySelectorAll('tbody tr')) {
      let column = 0
      for (const cell of row.cells) {
        const name = heads[column]
        if (cell.tagName === 'TD' && column > 0 && name && !('label' in cell.dataset)) cell.dataset.label = name
        column += cell.colSpan
      }
    }
  }
}
