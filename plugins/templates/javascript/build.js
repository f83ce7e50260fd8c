// Makes my-processor.wasm of src/: `npm run build`.

import { writeFile } from 'node:fs/promises';
import { componentize } from '@bytecodealliance/componentize-js';

const { component } = await componentize({
  sourcePath: 'src/processor.js',
  witPath: 'wit',
  worldName: 'processor',
  // A processor sends requests, with `fetch`; it is never sent any.
  disableFeatures: ['fetch-event'],
});
await writeFile('my-processor.wasm', component);
console.log(`my-processor.wasm: ${(component.length / 1024 / 1024).toFixed(1)} MiB`);
