// A real browser drives Jupyter Notebook 6: node browser.mjs ADDRESS FOLDER_FOR_PICTURES FOLDER_OF_PLOTLY
// Prints "ok NAME" or "not ok NAME: WHY" for each check.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [address, pictures, plotly] = process.argv.slice(2);
const notebook = '01-first-gflownet.ipynb';
const minutes = 60_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
page.on('dialog', dialog => dialog.accept());

// plotly.js comes from the folder that ./gfn plotly fetch filled, instead of the content network; nothing else from outside is let in.
let plotlyServed = false;
await page.route('**/*', route => {
  const url = route.request().url();
  if (url.startsWith(address)) return route.continue();
  if (!plotlyServed || !/plotly[^/]*\.js$/.test(url)) return route.abort();
  return route.fulfill({ contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' }, body: readFileSync(`${plotly}/${url.split('/').at(-1)}`) });
});

let failed = 0;
async function check(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${name}: ${String(error).split('\n')[0]}`);
    await picture(`failed-${name.replace(/\W+/g, '-')}`).catch(() => {});
  }
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

const picture = name => page.screenshot({ path: `${pictures}/${name}.png` });
const idle = (timeout = minutes) => page.waitForFunction(() => Jupyter.notebook?.kernel?.is_connected()
  && document.querySelector('#kernel_indicator_icon.kernel_idle_icon') && !document.querySelector('.code_cell.running'), null, { timeout });

// Adds a cell at the end, runs it and waits for its output; returns the cell's outputs.
async function run(code, { wait = true } = {}) {
  await page.evaluate(text => {
    const cell = Jupyter.notebook.insert_cell_at_bottom('code');
    cell.set_text(text);
    Jupyter.notebook.select(Jupyter.notebook.ncells() - 1);
    cell.execute();
  }, code);
  if (wait) await lastCellDone();
  return lastOutputs();
}

const lastOutputs = () => page.evaluate(() => JSON.parse(JSON.stringify(Jupyter.notebook.get_cells().at(-1).output_area.outputs)));
const lastCellDone = (timeout = minutes) => page.waitForFunction(() => {
  const prompt = Jupyter.notebook.get_cells().at(-1).input_prompt_number;
  return prompt !== '*' && prompt != null;
}, null, { timeout });

async function runAll() {
  await page.evaluate(() => Jupyter.notebook.clear_all_output());
  await page.evaluate(() => Jupyter.notebook.execute_all_cells());
  await page.waitForFunction(() => Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code').every(c => Number.isInteger(c.input_prompt_number)), null, { timeout: 4 * minutes });
  await idle();
  const errors = await page.evaluate(() => Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code')
    .flatMap(c => c.output_area.outputs).filter(o => o.output_type === 'error').map(o => o.evalue));
  expect(errors.length === 0, `a cell failed: ${errors[0]}`);
}

await check('the notebook opens and its kernel is found', async () => {
  await page.goto(`${address}/notebooks/${notebook}`);
  await idle();
  const kernel = await page.textContent('.kernel_indicator_name');
  expect(/C#/.test(kernel), `the kernel must be C# (got ${kernel})`);
});

await check('stored charts show their picture, untrusted and without internet', async () => {
  const images = await page.locator('.output_html img[src^="data:image/svg+xml"]').count();
  expect(images > 0, 'there must be pictures');
  expect(await page.locator('.js-plotly-plot').count() === 0, 'no chart may be interactive yet');
  await page.locator('.output_html img[src^="data:image/svg+xml"]').first().scrollIntoViewIfNeeded();
  await picture('1-stored');
});

plotlyServed = true;
await check('all cells run', async () => {
  await runAll();
});

await check('a chart becomes interactive', async () => {
  const chart = page.locator('.js-plotly-plot').first();
  await chart.waitFor({ timeout: minutes });
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  for (let step = 0; step < 20 && await page.locator('.hoverlayer .hovertext').count() === 0; step++) {
    await page.mouse.move(box.x + box.width * (0.3 + 0.02 * step), box.y + box.height * (0.4 + 0.01 * step));
    await page.waitForTimeout(100);
  }
  expect(await page.locator('.hoverlayer .hovertext').count() > 0, 'the pointer must show a value');
  await picture('2-interactive');
});

await check('completion and help come from the kernel', async () => {
  await run('var lateral = Math.Sqrt(2);');
  await page.evaluate(() => {
    const cell = Jupyter.notebook.insert_cell_at_bottom('code');
    cell.set_text('Math.Sqr');
    Jupyter.notebook.select(Jupyter.notebook.ncells() - 1);
    Jupyter.notebook.edit_mode();
    cell.code_mirror.focus();
    cell.code_mirror.setCursor(0, 8);
  });
  await page.keyboard.press('Tab');
  await page.waitForFunction(() => Jupyter.notebook.get_cells().at(-1).get_text() === 'Math.Sqrt', null, { timeout: 20_000 });
  await page.keyboard.press('Shift+Tab');
  await page.locator('.tooltiptext').filter({ hasText: 'double Math.Sqrt(double d)' }).waitFor({ timeout: 20_000 });
  await picture('3-help');
  await page.keyboard.press('Escape');
});

await check('interrupting training keeps the session and what was learned', async () => {
  await run(`var student = new MlpPolicy(grid, hidden: 128, layers: 2, seed: 9);
var endless = new Trainer(student, new TrajectoryBalance(), new OnPolicy(student, reward, batchSize: 16, seed: 9),
    settings with { Iterations = 100_000_000 }, new ExactEvaluation(space, reward)).Run();`, { wait: false });
  await page.waitForTimeout(3000);
  await page.locator('#interrupt_kernel, button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]').last().click();
  await lastCellDone(20_000);
  await page.evaluate(() => Jupyter.notebook.get_cells().at(-1).element[0].scrollIntoView());
  await picture('4-interrupted');
  const told = (await lastOutputs()).find(output => output.output_type === 'error');
  expect(told?.ename === 'CellStopped', `the cell must say that it was stopped (got ${told?.ename})`);
  const kept = await run('endless.Log[^1].Iteration > 0 && lateral > 1');
  expect(kept.at(-1).data['text/plain'] === 'True', 'variables must be kept');
});

await check('a second interrupt ends a loop that watches nothing', async () => {
  await run('while (true) { }', { wait: false });
  await page.waitForTimeout(1000);
  for (let press = 0; press < 2; press++) {
    await page.evaluate(() => Jupyter.notebook.kernel.interrupt());
    await page.waitForTimeout(500);
  }
  await lastCellDone(30_000);
  const after = await run('1 + 1');
  expect(after.at(-1).data['text/plain'] === '2', 'the session must go on');
});

await check('input is asked for', async () => {
  await run('var typed = Console.ReadLine();', { wait: false });
  const box = page.locator('.raw_input');
  await box.waitFor({ timeout: 20_000 });
  await box.fill('forty-two');
  await box.press('Enter');
  await lastCellDone();
  expect((await run('typed')).at(-1).data['text/plain'] === 'forty-two', 'what was typed must arrive');
});

await check('the kernel restarts and everything runs again', async () => {
  await page.evaluate(() => {
    while (Jupyter.notebook.get_cells().at(-1).get_text() !== '$"this notebook took {started.Elapsed.TotalSeconds:F0} s"') Jupyter.notebook.delete_cell(Jupyter.notebook.ncells() - 1);
    return new Promise(done => Jupyter.notebook.kernel.restart(done));
  });
  await idle();
  const fresh = await run('started');
  expect(fresh[0]?.ename === 'CompilationError', 'a restarted kernel must know no variables');
  await page.evaluate(() => Jupyter.notebook.delete_cell(Jupyter.notebook.ncells() - 1));
  await runAll();
  await page.locator('.js-plotly-plot').first().waitFor({ timeout: minutes });
  await page.locator('.js-plotly-plot').nth(1).scrollIntoViewIfNeeded();
  await picture('5-again');
});

await browser.close();
process.exit(failed > 0 ? 1 : 0);
