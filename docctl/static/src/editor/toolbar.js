// The toolbar: one stop for the Tab key, arrows inside (WAI-ARIA toolbar pattern), Alt+F10 from the
// text, Escape back to it.
import { icon } from '../app/icon.js'
import { toolGroups } from './tools.js'

const BLOCKS = [['paragraph', 'paragraph'], ...[1, 2, 3, 4, 5, 6].map((n) => [`heading${n}`, `heading_${n}`])]

export class Toolbar {
  constructor(editor, words, dialogs, onSave) {
    this.editor = editor
    this.words = words
    this.items = [] // {control, tool}
    this.groups = []
    this.element = document.createElement('div')
    this.element.className = 'editor-toolbar'
    this.element.setAttribute('role', 'toolbar')
    this.element.setAttribute('aria-label', words('toolbar'))
    for (const group of toolGroups(dialogs)) this.addGroup(group)
    this.addSave(onSave)
    this.rove(0)
    this.wire()
    this.refresh()
  }

  addGroup(group) {
    const holder = document.createElement('div')
    holder.className = `tool-group tool-${group.name}`
    holder.setAttribute('role', 'group')
    holder.setAttribute('aria-label', this.words(group.name))
    for (const tool of group.tools) {
      const control = tool.choice ? this.blockChoice() : this.button(tool)
      this.items.push({ control, tool })
      holder.append(control)
    }
    this.groups.push({ holder, group })
    this.element.append(holder)
  }

  button(tool) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'tool'
    button.dataset.tool = tool.name
    button.title = this.words(tool.name)
    button.setAttribute('aria-label', this.words(tool.name))
    button.append(icon(tool.icon))
    // The caret must stay in the text while the mouse presses a tool.
    button.addEventListener('mousedown', (event) => event.preventDefault())
    button.addEventListener('click', () => this.use(tool, button))
    return button
  }

  use(tool, button) {
    if (button.getAttribute('aria-disabled') === 'true') return
    if (tool.open) tool.open()
    else tool.run(this.editor.chain().focus()).run()
  }

  blockChoice() {
    const choice = document.createElement('select')
    choice.className = 'tool-select'
    choice.setAttribute('aria-label', this.words('block'))
    for (const [value, name] of BLOCKS) choice.add(new Option(this.words(name), value))
    choice.addEventListener('change', () => {
      const level = Number(choice.value.replace('heading', '')) || undefined
      this.editor.chain().focus().setBlock(level ? 'heading' : 'paragraph', level).run()
    })
    return choice
  }

  addSave(onSave) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'btn btn-primary btn-small tool-save'
    button.dataset.tool = 'save'
    button.title = this.words('save_hint')
    button.setAttribute('aria-label', this.words('save'))
    const name = document.createElement('span')
    name.textContent = this.words('save')
    button.append(icon('device-floppy'), name)
    button.addEventListener('click', onSave)
    this.items.push({ control: button, tool: { name: 'save' } })
    this.element.append(button)
  }

  wire() {
    this.element.addEventListener('keydown', (event) => this.key(event))
    this.element.addEventListener('focusin', (event) => {
      const index = this.items.findIndex(({ control }) => control === event.target)
      if (index >= 0) this.rove(index)
    })
    this.editor.view.dom.addEventListener('keydown', (event) => {
      if (event.altKey && event.key === 'F10') {
        event.preventDefault()
        this.items[this.current].control.focus()
      }
    })
    let waiting = false
    this.editor.on('transaction', () => {
      if (waiting) return
      waiting = true
      requestAnimationFrame(() => { waiting = false; this.refresh() })
    })
  }

  key(event) {
    const shown = this.items.filter(({ control }) => control.offsetParent !== null)
    const here = shown.findIndex(({ control }) => control === event.target)
    const next = {
      ArrowRight: (here + 1) % shown.length,
      ArrowLeft: (here + shown.length - 1) % shown.length,
      Home: 0,
      End: shown.length - 1,
    }[event.key]
    if (event.key === 'Escape') this.editor.commands.focus()
    else if (next !== undefined && here >= 0) shown[next].control.focus()
    else return
    event.preventDefault()
  }

  rove(index) {
    this.current = index
    this.items.forEach(({ control }, i) => { control.tabIndex = i === index ? 0 : -1 })
  }

  refresh() {
    const { editor } = this
    if (editor.isDestroyed) return
    for (const { holder, group } of this.groups) {
      const away = group.shown ? !group.shown(editor) : false
      if (holder.hidden !== away) holder.hidden = away
    }
    for (const { control, tool } of this.items) {
      if (tool.choice) {
        const level = editor.isActive('heading') ? editor.getAttributes('heading').level : 0
        control.value = level ? `heading${level}` : 'paragraph'
      }
      if (tool.active) control.setAttribute('aria-pressed', String(tool.active(editor)))
      if (tool.enabled) control.setAttribute('aria-disabled', String(!tool.enabled(editor)))
    }
    if (this.items[this.current].control.offsetParent === null) this.rove(0)
  }
}
