// Starts the editor on <div id="editor">; see templates/_macros/editor.html for what the page gives.
import { Editor } from '@tiptap/core'
import { Dropcursor, Gapcursor, UndoRedo } from '@tiptap/extensions'
import { fill } from '../app/labels.js'
import { Autosave } from './autosave.js'
import { beginAnswer, Citations, showCitations } from './citations.js'
import { OurCommands } from './commands.js'
import { askAboutConflict, showCopy } from './conflict.js'
import { uploader } from './images.js'
import { Ends } from './ends.js'
import { CleanPaste, storePictures } from './paste.js'
import { documentModel } from './schema.js'
import { StatusLine } from './status.js'
import { Toolbar } from './toolbar.js'
import { TypeOver } from './typeover.js'
import { Uids } from './uid.js'
import { insertImage, windows } from './windows.js'

class Desk {
  constructor(holder) {
    const labels = JSON.parse(holder.dataset.labels || '{}')
    this.words = (name, values = {}) => fill(labels[name] ?? name, values)
    this.holder = holder
    this.mediaUrl = holder.dataset.mediaUrl || '/media/'
    this.readonly = holder.dataset.readonly === 'true'
    this.upload = this.readonly ? null : uploader(holder.dataset.uploadUrl, this.words)
    this.build()
  }

  build() {
    this.page = document.createElement('div')
    this.page.className = 'editor-page'
    this.sheet = document.createElement('div')
    this.sheet.className = 'document-sheet'
    this.page.append(this.sheet)
    this.editor = this.makeEditor(readJson('editor-content'))
    // The read view under the editor has served: it was for pages without script.
    this.holder.replaceChildren(this.page)
    this.holder.classList.add('editor-frame')
    if (this.readonly) return
    this.equip()
  }

  makeEditor(content) {
    return new Editor({
      element: this.sheet,
      content,
      editable: !this.readonly,
      injectCSS: false,
      enableInputRules: false, // "1. " at the start of a line is numbering by hand here, not a command
      enablePasteRules: false,
      enableContentCheck: true,
      editorProps: {
        attributes: {
          class: 'document',
          'aria-label': this.words('text'),
          spellcheck: 'false',
          ...(!this.readonly && { role: 'textbox', 'aria-multiline': 'true', 'aria-describedby': 'editor-keys' }),
        },
      },
      extensions: [
        ...documentModel(this.mediaUrl),
        Citations.configure({ citations: readJson('editor-citations') ?? [] }),
        ...(this.readonly ? [] : [
          OurCommands, TypeOver, Ends, Uids, UndoRedo, Dropcursor, Gapcursor,
          CleanPaste.configure({
            onPicture: (count) => this.status?.note(this.words('pictures_left_out', { count })),
            onFiles: (files, place) => this.takeFiles(files, place),
            onEmbedded: (html) => this.takeEmbedded(html),
          }),
        ]),
      ],
    })
  }

  equip() {
    const { editor, words } = this
    this.saver = new Autosave({
      url: this.holder.dataset.saveUrl,
      revision: Number(this.holder.dataset.revision),
      read: () => editor.getJSON(),
      report: (state, details) => this.status.show(state, details),
      onSend: () => beginAnswer(editor),
      onSaved: (answer, token) => {
        if (answer.citations) showCitations(editor, answer.citations, token)
      },
      onConflict: (answer) => this.conflict(answer),
      onClosed: () => this.close(),
    })
    this.status = new StatusLine(editor, words, { onRetry: () => this.retry() })
    this.toolbar = new Toolbar(editor, words, windows(editor, words, this.upload), () => this.saver.save())
    this.holder.prepend(this.toolbar.element)
    this.holder.append(this.status.messages, this.status.element, this.keysHelp())
    this.status.show('saved')
    editor.on('update', () => this.saver.changed())
    editor.on('blur', () => this.saver.save())
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 's') {
        event.preventDefault()
        this.saver.save()
      }
    })
  }

  keysHelp() {
    const help = document.createElement('p')
    help.id = 'editor-keys'
    help.className = 'visually-hidden'
    help.textContent = this.words('keys')
    return help
  }

  /** The version was handed in meanwhile: from now on the text is here to read and to copy from. */
  close() {
    this.editor.setEditable(false, false)
    this.toolbar.element.hidden = true
  }

  retry() {
    if (this.saver.state === 'conflict') this.conflict(this.answer)
    else this.saver.save()
  }

  conflict(answer) {
    this.answer = answer
    askAboutConflict({
      words: this.words,
      answer,
      takeTheirs: () => this.takeTheirs(answer),
      stay: () => this.editor.commands.focus(),
    })
  }

  /** Show the newer text and keep one's own under it, to read and to copy from. */
  takeTheirs(answer) {
    const mine = this.editor.getJSON()
    // Not a step to undo: one key press must not put the old text over the newer one.
    this.editor.chain().setMeta('addToHistory', false).setContent(answer.content, { emitUpdate: false }).run()
    this.saver.adopt(answer.revision)
    const guard = (event) => { event.preventDefault(); event.returnValue = '' }
    if (!answer.saved_copy) window.addEventListener('beforeunload', guard)
    showCopy({
      frame: this.holder, words: this.words, content: mine, mediaUrl: this.mediaUrl,
      onClosed: () => window.removeEventListener('beforeunload', guard),
    })
    showCitations(this.editor, answer.citations ?? [], beginAnswer(this.editor))
  }

  /** Paste HTML once the pictures inside it are stored. */
  takeEmbedded(html) {
    if (!this.upload) return false
    storePictures(html, this.upload)
      .then((kept) => { if (!this.editor.isDestroyed) this.editor.view.pasteHTML(kept) })
      .catch((error) => this.status.note(error.message))
    return true
  }

  takeFiles(files, place) {
    if (!files.length || !this.upload) return false
    const all = files.map(async (file) => {
      const stored = await this.upload(file)
      insertImage(this.editor, { ...stored, alt: '' }, place)
    })
    Promise.all(all).catch((error) => this.status.note(error.message))
    return true
  }
}

function readJson(id) {
  const holder = document.getElementById(id)
  return holder ? JSON.parse(holder.textContent) : null
}

function start() {
  const holder = document.getElementById('editor')
  if (!holder) return
  try {
    window.docctlEditor = new Desk(holder)
  } catch (error) {
    // The read view is still in the page; say why it cannot be edited, and keep the cause for support.
    console.error(error)
    document.getElementById('editor-unavailable')?.removeAttribute('hidden')
  }
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
else start()
