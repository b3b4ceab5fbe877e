// Typing over selected text. Left to itself the browser keeps the look of what it deletes as a style
// attribute on the new text, which the page's security policy blocks and reports.
import { Extension } from '@tiptap/core'
import { Plugin, TextSelection } from '@tiptap/pm/state'

export const TypeOver = Extension.create({
  name: 'typeOver',
  addProseMirrorPlugins: () => [new Plugin({
    props: {
      handleDOMEvents: {
        beforeinput: (view, event) => {
          const { selection, tr } = view.state
          const typed = event.inputType === 'insertText' && !event.isComposing && event.data
          if (!typed || view.composing || selection.empty || !(selection instanceof TextSelection)) return false
          event.preventDefault()
          view.dispatch(tr.insertText(event.data).scrollIntoView())
          return true
        },
      },
    },
  })],
})
