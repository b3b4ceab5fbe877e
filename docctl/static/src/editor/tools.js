// What the toolbar offers: an icon, what it does, when it is on and when it can be used.

const plain = (name, icon, run, more = {}) => ({ name, icon, run, ...more })

const mark = (name, icon) => plain(name, icon, (chain) => chain.toggleMark(name), {
  active: (editor) => editor.isActive(name),
})

const side = (align) => plain(`align_${align}`, align === 'justify' ? 'align-justified' : `align-${align}`,
  (chain) => chain.setAlign(align), { active: (editor) => editor.isActive({ align }) })

const inTable = (editor) => editor.isActive('table')

/** Give the groups of tools; `dialogs` opens the small windows for links, pictures and tables. */
export function toolGroups(dialogs) {
  return [
    { name: 'history', tools: [
      plain('undo', 'arrow-back-up', (chain) => chain.undo(), { enabled: (editor) => editor.can().undo() }),
      plain('redo', 'arrow-forward-up', (chain) => chain.redo(), { enabled: (editor) => editor.can().redo() }),
    ] },
    { name: 'block', tools: [{ name: 'block', choice: true }] },
    { name: 'letters', tools: [
      mark('bold', 'bold'), mark('italic', 'italic'), mark('underline', 'underline'),
      mark('strike', 'strikethrough'), mark('subscript', 'subscript'), mark('superscript', 'superscript'),
      plain('clear_format', 'clear-formatting', (chain) => chain.clearFormat()),
    ] },
    { name: 'lists', tools: [
      plain('bullet_list', 'list', (chain) => chain.toggleBulletList(), { active: (editor) => editor.isActive('bulletList') }),
      plain('ordered_list', 'list-numbers', (chain) => chain.toggleOrderedList(), { active: (editor) => editor.isActive('orderedList') }),
      plain('outdent', 'indent-decrease', (chain) => chain.outdent(), { enabled: (editor) => editor.can().outdent() }),
      plain('indent', 'indent-increase', (chain) => chain.indent(), { enabled: (editor) => editor.can().indent() }),
    ] },
    { name: 'align', tools: ['left', 'center', 'right', 'justify'].map(side) },
    { name: 'insert', tools: [
      { name: 'link', icon: 'link', open: dialogs.link, active: (editor) => editor.isActive('link') },
      { name: 'image', icon: 'photo', open: dialogs.image, enabled: () => dialogs.canUpload },
      { name: 'table', icon: 'table-plus', open: dialogs.table, enabled: (editor) => !inTable(editor) },
      plain('rule', 'separator', (chain) => chain.setHorizontalRule()),
    ] },
    { name: 'table_tools', shown: inTable, tools: [
      plain('row_above', 'row-insert-top', (chain) => chain.addRowBefore()),
      plain('row_below', 'row-insert-bottom', (chain) => chain.addRowAfter()),
      plain('row_delete', 'row-remove', (chain) => chain.deleteRow()),
      plain('column_left', 'column-insert-left', (chain) => chain.addColumnBefore()),
      plain('column_right', 'column-insert-right', (chain) => chain.addColumnAfter()),
      plain('column_delete', 'column-remove', (chain) => chain.deleteColumn()),
      plain('merge', 'arrow-merge', (chain) => chain.mergeCells(), { enabled: (editor) => editor.can().mergeCells() }),
      plain('split', 'arrows-split', (chain) => chain.splitCell(), { enabled: (editor) => editor.can().splitCell() }),
      plain('header_row', 'table-row', (chain) => chain.toggleHeaderRow()),
      plain('table_delete', 'table-minus', (chain) => chain.deleteTable()),
    ] },
  ]
}
