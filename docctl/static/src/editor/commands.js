// Commands of our own: they change blocks without losing the uids, which TipTap's would.
import { Extension } from '@tiptap/core'
import { MAX_INDENT } from './schema.js'

/** Change every text block in the selection: `change(node)` gives [type name, attributes] or null. */
const eachBlock = (change) => ({ tr, state, dispatch }) => {
  let changed = false
  for (const { $from, $to } of tr.selection.ranges) {
    tr.doc.nodesBetween($from.pos, $to.pos, (node, pos, parent, index) => {
      if (!node.isTextblock) return true
      const next = change(node)
      if (!next) return false
      const [type, attrs] = next
      const old = JSON.stringify([node.type.name, node.attrs])
      const made = state.schema.nodes[type].create(attrs, null)
      if (old === JSON.stringify([type, made.attrs])) return false
      // A list item begins with a paragraph, never with a heading.
      if (!parent.canReplaceWith(index, index + 1, made.type)) return false
      if (dispatch) tr.setNodeMarkup(pos, state.schema.nodes[type], attrs)
      changed = true
      return false
    })
  }
  return changed
}

export const OurCommands = Extension.create({
  name: 'ourCommands',
  addCommands: () => ({
    setBlock: (type, level) => eachBlock(({ attrs }) => [type, { uid: attrs.uid, align: attrs.align, ...(level && { level }) }]),
    setAlign: (side) => eachBlock(({ type, attrs }) => [type.name, { ...attrs, align: attrs.align === side ? null : side }]),
    shiftIndent: (step) => eachBlock(({ type, attrs }) => {
      if (type.name !== 'paragraph') return null
      return ['paragraph', { ...attrs, indent: Math.max(0, Math.min(MAX_INDENT, attrs.indent + step)) }]
    }),
    indent: () => ({ editor, commands }) => (
      editor.isActive('listItem') ? commands.sinkListItem('listItem') : commands.shiftIndent(1)
    ),
    outdent: () => ({ editor, commands }) => (
      editor.isActive('listItem') ? commands.liftListItem('listItem') : commands.shiftIndent(-1)
    ),
    clearFormat: () => ({ chain }) => chain().unsetAllMarks()
      .command(eachBlock(({ attrs }) => ['paragraph', { uid: attrs.uid }])).run(),
    setListStyle: (style) => ({ commands }) => commands.updateAttributes('orderedList', { style }),
  }),
  addKeyboardShortcuts() {
    const chosen = (command) => () => { this.editor.commands[command](); return true }
    return {
      'Mod-]': chosen('indent'),
      'Mod-[': chosen('outdent'),
      'Mod-Alt-0': () => this.editor.commands.setBlock('paragraph'),
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [
        `Mod-Alt-${level}`, () => this.editor.commands.setBlock('heading', level),
      ])),
    }
  },
})
