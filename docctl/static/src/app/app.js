// What every page runs. Each module finds its own elements, also in parts that htmx swaps in later.
import './htmx.js'
import { onContent } from './content.js'
import { copyButtons } from './copy.js'
import { dialogs } from './dialogs.js'
import { forms } from './forms.js'
import { menus } from './menus.js'
import { navigation } from './navigation.js'
import { notices } from './notices.js'
import { nextChange } from './changes.js'
import { picks } from './picks.js'
import { scrolling } from './scrolling.js'
import { tables } from './tables.js'
import { dropZones } from './upload.js'

document.documentElement.classList.add('js')
menus()
navigation()
dialogs()
copyButtons()
notices()
onContent(tables)
onContent(picks)
onContent(scrolling)
onContent(nextChange)
onContent(forms)
onContent(dropZones)
