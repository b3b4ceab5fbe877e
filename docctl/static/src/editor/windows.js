// The small windows of the editor: link, picture, table. Native <dialog>, one form each.
import { isLink } from './schema.js'

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? '' : value)
  }
  made.append(...children)
  return made
}

let fields = 0

/** Make a labelled input. */
function field(label, attributes) {
  fields += 1
  const id = `editor-field-${fields}`
  const input = element('input', { class: 'input', id, ...attributes })
  const error = element('p', { class: 'field-error', hidden: true, role: 'alert' })
  const holder = element('div', { class: 'field' }, element('label', { class: 'field-label', for: id }, label), error, input)
  return { input, holder, refuse: (words) => { error.textContent = words; error.hidden = !words; if (words) input.focus() } }
}

/** Open a dialog with `parts`; `onAccept` returns false (or a promise of it) to keep it open. */
export function openWindow({ title, parts, accept, cancel, extra = [], focusAccept = false, onAccept, onClose }) {
  const heading = element('h2', { id: `editor-window-${fields += 1}` }, title)
  const away = element('button', { class: 'btn', type: 'button' }, cancel)
  const go = element('button', { class: 'btn btn-primary', type: 'submit', autofocus: focusAccept }, accept)
  const form = element('form', { method: 'dialog', novalidate: true },
    element('div', { class: 'dialog-head' }, heading),
    element('div', { class: 'dialog-body' }, ...parts),
    element('div', { class: 'dialog-foot' }, ...extra, away, go))
  const dialog = element('dialog', {
    class: 'dialog', 'aria-labelledby': heading.id, 'data-modal': true,
  }, form)
  away.addEventListener('click', () => dialog.close())
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    go.disabled = true
    const done = await onAccept()
    go.disabled = false
    if (done !== false) dialog.close('accepted')
  })
  dialog.addEventListener('close', () => { dialog.remove(); onClose?.(dialog.returnValue) })
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

/** Give the openers for one editor; `upload(file)` stores a picture and gives its attributes. */
export function windows(editor, words, upload) {
  const close = () => editor.commands.focus()
  const base = { accept: words('apply'), cancel: words('cancel'), onClose: close }

  function link() {
    const before = editor.getAttributes('link').href ?? ''
    const address = field(words('link_address'), { type: 'text', inputmode: 'url', placeholder: 'https://' })
    address.input.value = before
    const remove = element('button', { class: 'btn btn-quiet', type: 'button' }, words('link_remove'))
    const dialog = openWindow({
      ...base, title: words('link'), parts: [address.holder], extra: before ? [remove] : [],
      onAccept() {
        const href = withScheme(address.input.value.trim())
        if (!isLink(href)) {
          address.refuse(words('link_bad'))
          return false
        }
        setLink(href)
        return true
      },
    })
    remove.addEventListener('click', () => {
      editor.chain().extendMarkRange('link').unsetMark('link').run()
      dialog.close()
    })
  }

  function setLink(href) {
    const chain = editor.chain()
    if (editor.state.selection.empty && !editor.isActive('link')) {
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run()
    } else chain.extendMarkRange('link').setMark('link', { href }).run()
  }

  function table() {
    const rows = field(words('rows'), { type: 'number', min: 1, max: 100, value: 3 })
    const columns = field(words('columns'), { type: 'number', min: 1, max: 20, value: 3 })
    const header = element('input', { type: 'checkbox', checked: true })
    const row = element('div', { class: 'field-row' }, rows.holder, columns.holder)
    openWindow({
      ...base, title: words('table'), accept: words('insert'),
      parts: [row, element('label', { class: 'choice' }, header, element('span', {}, words('with_header')))],
      onAccept() {
        const bad = [rows, columns].find(({ input }) => !input.checkValidity() || !input.value)
        if (bad) {
          bad.refuse(bad.input.validationMessage)
          return false
        }
        const size = { rows: Number(rows.input.value), cols: Number(columns.input.value) }
        editor.chain().focus().insertTable({ ...size, withHeaderRow: header.checked }).run()
        return true
      },
    })
  }

  function image() {
    const file = field(words('image_file'), { type: 'file', accept: 'image/png,image/jpeg,image/gif' })
    const alt = field(words('image_alt'), { type: 'text', maxlength: 1000 })
    openWindow({
      ...base, title: words('image'), accept: words('insert'), parts: [file.holder, alt.holder],
      async onAccept() {
        if (!file.input.files.length) {
          file.refuse(words('image_none'))
          return false
        }
        try {
          const stored = await upload(file.input.files[0])
          insertImage(editor, { ...stored, alt: alt.input.value.trim() })
          return true
        } catch (error) {
          file.refuse(error.message)
          return false
        }
      },
    })
  }

  return { link, table, image, canUpload: Boolean(upload) }
}

/** Put a stored picture at the caret or at `place`. */
export function insertImage(editor, attrs, place) {
  const node = { type: 'image', attrs }
  if (place === undefined) editor.chain().focus().insertContent(node).run()
  else editor.chain().focus().insertContentAt(place, node).run()
}

function withScheme(address) {
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(address)) return `mailto:${address}`
  return /^[a-z][a-z0-9+.-]*:/i.test(address) || !address ? address : `https://${address}`
}
