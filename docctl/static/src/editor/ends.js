// The end of a text that ends with a table: a click below it makes a paragraph to write in, and
// Ctrl+End goes to the last place, not into the table's head.
import { Extension } from '@tiptap/core'
import { Selection, TextSelection } from '@tiptap/pm/state'

export const Ends = Extension.create({
  name: 'ends',
  addKeyboardShortcuts() {
    return {
      'Mod-End': () => this.editor.commands.command(({ tr, dispatch }) => {
        if (dispatch) tr.setSelection(Selection.atEnd(tr.doc)).scrollIntoView()
        return true
      }),
    }
  },
  onCreate() {
    const { editor } = this
    const sheet = editor.view.dom.parentElement
    sheet.addEventListener('mousedown', (event) => {
      if (event.target === sheet || event.target === editor.view.dom) writeBelow(editor.view, event)
    })
  },
})

function writeBelow(view, event) {
  const { doc, schema, tr } = view.state
  const last = view.dom.lastElementChild
  const below = last && event.clientY > last.getBoundingClientRect().bottom
  if (!below || !view.editable || doc.lastChild.isTextblock) return
  event.preventDefault()
  tr.insert(doc.content.size, schema.nodes.paragraph.create())
  view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView())
  view.focus()
}
