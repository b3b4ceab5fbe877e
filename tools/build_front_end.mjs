// Builds docctl/static/src into docctl/static/dist: hashed css, js, fonts, icons and manifest.json.
// Usage: node tools/build_front_end.mjs            (after `npm ci`; no network, no other tools)
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const source = path.join(root, 'docctl/static/src')
const target = path.join(root, 'docctl/static/dist')
const working = `${target}.new-${process.pid}`

let esbuild
try {
  esbuild = await import('esbuild')
} catch {
  console.error('The front-end libraries are missing: run `npm ci` first.')
  process.exit(1)
}

/** Write `bytes` under a name that changes with its content; give the file name. */
async function writeHashed(name, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase()
  const { name: stem, ext } = path.parse(name)
  const file = `${stem}-${hash}${ext}`
  await writeFile(path.join(working, file), bytes)
  return file
}

/** Join the icons named in icons.txt (Tabler outline, plus our own drawings) into one sprite. */
async function sprite() {
  const names = (await readFile(path.join(source, 'icons/icons.txt'), 'utf8'))
    .split('\n').map((line) => line.replace(/#.*/, '').trim()).filter(Boolean)
  const own = new Set((await readdir(path.join(source, 'icons'))).filter((f) => f.endsWith('.svg')))
  const symbols = await Promise.all(names.map(async (name) => {
    const folder = own.has(`${name}.svg`)
      ? path.join(source, 'icons')
      : path.join(root, 'node_modules/@tabler/icons/icons/outline')
    const svg = await readFile(path.join(folder, `${name}.svg`), 'utf8')
    const inner = svg.replace(/^[\s\S]*?<svg[\s\S]*?>/, '').replace(/<\/svg>\s*$/, '')
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
      .replace(/\s*\n\s*/g, '')
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`
  }))
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`
}

/** Map each entry point ("app.js") to the file esbuild wrote for it. */
function entries(metafile) {
  const found = {}
  for (const [file, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint) continue
    const name = path.basename(output.entryPoint)
    found[name] = path.relative(working, path.join(root, file))
  }
  return found
}

async function build() {
  await rm(working, { recursive: true, force: true })
  await mkdir(working, { recursive: true })
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['css/app.css', 'app/app.js', 'editor/editor.js'].map((file) => ({
      in: path.join(source, file), out: path.parse(file).name,
    })),
    outdir: working,
    entryNames: '[name]-[hash]',
    assetNames: 'fonts/[name]-[hash]',
    loader: { '.woff2': 'file', '.svg': 'dataurl' },
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome109', 'firefox115', 'safari16'],
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  })
  const manifest = entries(result.metafile)
  manifest['icons.svg'] = await writeHashed('icons.svg', await sprite())
  manifest['favicon.svg'] = await writeHashed(
    'favicon.svg', await readFile(path.join(source, 'icons/favicon.svg')))
  for (const name of ['app.css', 'app.js', 'editor.js']) {
    if (!manifest[name]) throw new Error(`the build made no ${name}`)
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort())
  await writeFile(path.join(working, 'manifest.json'), `${JSON.stringify(sorted, null, 2)}\n`)
  // The finished folder takes the old one's place, so a half-made bundle is never served.
  await rm(target, { recursive: true, force: true })
  await rename(working, target)
  return sorted
}

try {
  const manifest = await build()
  for (const [name, file] of Object.entries(manifest)) console.log(`${name} -> dist/${file}`)
} catch (error) {
  await rm(working, { recursive: true, force: true })
  console.error(`The front-end was not built: ${error.message}`)
  process.exit(1)
}
