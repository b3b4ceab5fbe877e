// Somebody else, or another tab, saved first: say so, offer both ways, lose neither text.
import { Editor } from '@tiptap/core'
import { documentModel } from './schema.js'
import { openWindow } from './windows.js'

/** Ask what to do; `takeTheirs()` or `stay()` is called. */
export function askAboutConflict({ words, answer, takeTheirs, stay }) {
  const said = document.createElement('p')
  said.textContent = answer.message || words('conflict_text')
  const promise = document.createElement('p')
  promise.textContent = answer.saved_copy ? words('conflict_kept') : words('conflict_safe')
  const parts = [said, promise]
  if (typeof answer.saved_copy === 'string' && answer.saved_copy.startsWith('/')) parts.push(copyLink(words, answer.saved_copy))
  openWindow({
    title: words('conflict_title'),
    parts,
    accept: words('conflict_theirs'),
    cancel: words('conflict_mine'),
    focusAccept: true,
    onAccept: () => true,
    onClose: (value) => (value === 'accepted' ? takeTheirs() : stay()),
  })
}

function copyLink(words, address) {
  const line = document.createElement('p')
  const link = document.createElement('a')
  link.href = address
  link.target = '_blank'
  link.textContent = words('conflict_copy_link')
  line.append(link)
  return line
}

/** Show `content` under the editor as a text to read and copy from, until the reader closes it. */
export function showCopy({ frame, words, content, mediaUrl, onClosed }) {
  const section = document.createElement('section')
  section.className = 'sheet conflict-sheet'
  section.setAttribute('aria-label', words('my_copy'))
  const head = document.createElement('div')
  head.className = 'sheet-head'
  const title = document.createElement('h2')
  title.textContent = words('my_copy')
  const close = document.createElement('button')
  close.type = 'button'
  close.className = 'btn btn-small'
  close.textContent = words('my_copy_close')
  head.append(title, close)
  const text = document.createElement('div')
  text.className = 'conflict-copy'
  section.append(head, text)
  frame.after(section)
  const reader = new Editor({
    element: text, content, editable: false, injectCSS: false, extensions: documentModel(mediaUrl),
    editorProps: { attributes: { class: 'document' } },
  })
  close.addEventListener('click', () => {
    reader.destroy()
    section.remove()
    onClosed()
  })
  section.scrollIntoView({ block: 'nearest' })
  return section
}
