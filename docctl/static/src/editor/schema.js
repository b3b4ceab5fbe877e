// The document model: exactly the nodes, marks and attributes of docctl/content/schema.py.
import { Mark, mergeAttributes } from '@tiptap/core'
import { Bold } from '@tiptap/extension-bold'
import { Document } from '@tiptap/extension-document'
import { HardBreak } from '@tiptap/extension-hard-break'
import { Heading } from '@tiptap/extension-heading'
import { HorizontalRule } from '@tiptap/extension-horizontal-rule'
import { Image } from '@tiptap/extension-image'
import { Italic } from '@tiptap/extension-italic'
import { Link } from '@tiptap/extension-link'
import { BulletList, ListItem, ListKeymap, OrderedList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Strike } from '@tiptap/extension-strike'
import { Subscript } from '@tiptap/extension-subscript'
import { Superscript } from '@tiptap/extension-superscript'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { Text } from '@tiptap/extension-text'
import { Underline } from '@tiptap/extension-underline'

export const MAX_INDENT = 12
const ALIGNMENTS = ['left', 'center', 'right', 'justify']
const LIST_TYPES = {
  a: 'lower-alpha', A: 'upper-alpha', i: 'lower-roman', I: 'upper-roman', 1: 'decimal',
}
const LIST_STYLES = Object.values(LIST_TYPES)
const UID = /^[A-Za-z0-9_-]{1,32}$/
const CELL_CONTENT = '(paragraph | heading | bulletList | orderedList | image | horizontalRule)+'

/** Tell whether an address may stand in a link: http, https and mailto, nothing else. */
export function isLink(address) {
  return address.length <= 2000 && /^(?:https?:\/\/|mailto:)[^\s<>"\\^`{|}\p{Cc}]+$/iu.test(address)
}

/** A number written in a class such as `indent-3`, or null. */
function classNumber(element, prefix) {
  const name = [...element.classList].find((c) => c.startsWith(prefix))
  return name ? Number(name.slice(prefix.length)) : null
}

const uid = {
  default: null,
  keepOnSplit: false,
  parseHTML: (element) => (UID.test(element.dataset.uid ?? '') ? element.dataset.uid : null),
  renderHTML: ({ uid: value }) => (value ? { 'data-uid': value } : {}),
}
const align = {
  default: null,
  parseHTML: (element) => {
    const named = [...element.classList].find((c) => c.startsWith('align-'))?.slice(6)
    return ALIGNMENTS.includes(named) ? named : null
  },
  renderHTML: ({ align: value }) => (value ? { class: `align-${value}` } : {}),
}
const indent = {
  default: 0,
  parseHTML: (element) => Math.min(classNumber(element, 'indent-') || 0, MAX_INDENT),
  renderHTML: ({ indent: value }) => (value ? { class: `indent-${value}` } : {}),
}
const cell = {
  colspan: { default: 1 },
  rowspan: { default: 1 },
  colwidth: {
    default: null,
    parseHTML: (element) => {
      const widths = element.getAttribute('colwidth')?.split(',').map(Number)
      return widths?.every((width) => Number.isInteger(width) && width >= 0) ? widths : null
    },
  },
}

const OurHeading = Heading.extend({
  addAttributes() {
    return {
      uid,
      align,
      level: {
        default: 1,
        rendered: false,
        parseHTML: (element) => Number(element.dataset.level ?? element.tagName[1]),
      },
    }
  },
  addKeyboardShortcuts: () => ({}), // commands.js has those that keep the uid
  // The page has a title of its own (h1), so a heading of level 1 is an h2, as in the reading view.
  renderHTML({ node, HTMLAttributes }) {
    const tag = `h${Math.min(6, node.attrs.level + 1)}`
    return [tag, mergeAttributes(HTMLAttributes, { 'data-level': node.attrs.level }), 0]
  },
})

const OurOrderedList = OrderedList.extend({
  addAttributes() {
    return {
      start: {
        default: 1,
        parseHTML: (element) => Math.max(0, Number.parseInt(element.getAttribute('start') ?? '1', 10) || 0),
      },
      style: {
        default: 'decimal',
        parseHTML: (element) => {
          const named = [...element.classList].find((c) => c.startsWith('list-'))?.slice(5)
          const style = named ?? LIST_TYPES[element.getAttribute('type')]
          return LIST_STYLES.includes(style) ? style : 'decimal'
        },
        renderHTML: ({ style }) => (style === 'decimal' ? {} : { class: `list-${style}` }),
      },
    }
  },
  renderHTML({ HTMLAttributes }) {
    const { start, ...others } = HTMLAttributes
    return ['ol', start === 1 ? others : HTMLAttributes, 0]
  },
})

const pixels = (name) => ({
  default: null,
  parseHTML: (element) => Number.parseInt(element.getAttribute(name) ?? '', 10) || null,
})

const ourImage = (mediaUrl) => Image.extend({
  draggable: true,
  addAttributes() {
    return {
      src: {
        default: '',
        parseHTML: (element) => element.dataset.src ?? '',
        renderHTML: ({ src }) => ({ src: `${mediaUrl}${src}`, 'data-src': src }),
      },
      alt: { default: '', parseHTML: (element) => (element.getAttribute('alt') ?? '').slice(0, 1000) },
      width: pixels('width'),
      height: pixels('height'),
    }
  },
  // Only a picture that is stored here: no remote address may ride along in pasted text.
  parseHTML() {
    return [{
      tag: 'img[data-src]',
      getAttrs: (element) => (/^[0-9a-f]{64}$/.test(element.dataset.src) ? null : false),
    }]
  },
})

const OurLink = Link.extend({
  addAttributes() {
    return { href: { default: '', parseHTML: (element) => element.getAttribute('href') } }
  },
  parseHTML() {
    return [{ tag: 'a[href]', getAttrs: (element) => (isLink(element.getAttribute('href')) ? null : false) }]
  },
  renderHTML({ HTMLAttributes }) {
    return ['a', { ...HTMLAttributes, rel: 'noopener noreferrer' }, 0]
  },
}).configure({ openOnClick: false, autolink: false, linkOnPaste: true, isAllowedUri: isLink })

/** The two marks of tracked changes; nothing writes them yet, but a text that has them keeps them. */
const change = (name, tag) => Mark.create({
  name,
  inclusive: false,
  addAttributes() {
    const attribute = (key, empty) => ({
      default: empty,
      parseHTML: (element) => element.getAttribute(`data-${key}`) ?? empty,
      renderHTML: (attributes) => (attributes[key] ? { [`data-${key}`]: attributes[key] } : {}),
    })
    return { id: attribute('change', ''), author: attribute('author', null), date: attribute('date', null) }
  },
  parseHTML: () => [{ tag: `${tag}[data-change]` }],
  renderHTML: ({ HTMLAttributes, mark }) => [tag, { ...HTMLAttributes, 'data-change': mark.attrs.id }, 0],
})

/** Give all nodes and marks; pictures are shown from `mediaUrl` + SHA-256. */
export function documentModel(mediaUrl) {
  return [
    Document,
    Text,
    Paragraph.extend({ addAttributes: () => ({ uid, align, indent }), addKeyboardShortcuts: () => ({}) }),
    OurHeading.configure({ levels: [1, 2, 3, 4, 5, 6] }),
    BulletList,
    OurOrderedList,
    ListItem,
    ListKeymap,
    Table.extend({ addAttributes: () => ({}) }).configure({ resizable: true, cellMinWidth: 40 }),
    TableRow,
    TableCell.extend({ content: CELL_CONTENT, addAttributes: () => cell }),
    TableHeader.extend({ content: CELL_CONTENT, addAttributes: () => cell }),
    ourImage(mediaUrl),
    HardBreak,
    HorizontalRule,
    OurLink,
    Bold,
    Italic,
    Underline,
    Strike,
    Subscript.extend({ excludes: 'superscript' }),
    Superscript.extend({ excludes: 'subscript' }),
    change('insertion', 'ins'),
    change('deletion', 'del'),
  ]
}
