// The person at the browser: opens the address that sts-cli asks for, signs in at the provider, and writes down what it saw.
//
// usage: node browser.mjs PLAN.json URL
//
// The plan says who signs in and what they do there; the outcome goes to a file, because the client's own output must stay its own.

import { appendFile, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const PATIENCE = 30_000;
const CODE = "input[name=user_code]:not([type=hidden])";
const SIZE = { width: 1000, height: 700 };

const [planFile, address] = process.argv.slice(2);
const plan = JSON.parse(await readFile(planFile, "utf8"));
const { chromium } = createRequire(plan.modules)("playwright-core");

const outcome = { address, trouble: [], contacted: [] };
await appendFile(plan.opened, `${address}\n`);

// Where the provider sends the browser in the end: a one-time address does not say it, the provider's own, to which it redirects, does.
const callbackOf = (url) => new URL(url).searchParams.get("redirect_uri");
let callback = callbackOf(address);
const away = `--host-resolver-rules=MAP ${callback && new URL(callback).host} 127.0.0.1:9`; // as on another machine: nobody answers there
const args = plan.does === "carry" ? ["--no-sandbox", away] : ["--no-sandbox"];
const browser = await chromium.launch({ executablePath: plan.chromium, args, timeout: PATIENCE });
try {
  const page = await browser.newPage({ viewport: SIZE });
  page.setDefaultTimeout(PATIENCE);
  watch(page);
  await act(page);
} catch (problem) {
  outcome.failed = String(problem.stack ?? problem);
} finally {
  await browser.close();
  await writeFile(plan.outcome, JSON.stringify(outcome, null, 2));
}
process.exit(outcome.failed ? 1 : 0);

// Notes every origin that a page contacts, and what the pages themselves complain about.
function watch(page) {
  page.on("request", (request) => {
    const { origin } = new URL(request.url());
    if (!callback && callbackOf(request.url())) {
      outcome.address = request.url();
      callback = callbackOf(request.url());
    }
    if (!outcome.contacted.includes(origin)) outcome.contacted.push(origin);
  });
  page.on("pageerror", (error) => outcome.trouble.push(`script: ${error.message}`));
  page.on("console", (message) => {
    const refused = message.text().startsWith("Failed to load resource"); // an answer of 4xx, which is no complaint
    if (message.type() === "error" && !refused) outcome.trouble.push(`console: ${message.text()}`);
  });
}

// Goes as far as the plan says: look at the first page only, decline at the consent page, approve a device, carry the last address
// away from a machine where nobody answers it, or sign in.
async function act(page) {
  if (plan.does === "carry") return carry(page);
  const first = await page.goto(address);
  if (plan.does === "look") return see(page, first);
  if (plan.does === "approve") return approve(page, first);
  if (plan.does === "reject") return reject(page, first);
  return answer(page, plan.does === "decline");
}

// Fills and presses whatever the provider's pages ask for, until `over` says that it is over.
async function press(page, over, declines = false) {
  for (;;) {
    if (await page.locator("#username").count()) {
      await page.fill("#username", plan.user);
      await page.fill("#password", plan.password);
    }
    if (plan.code && (await page.locator(CODE).count())) await page.fill(CODE, plan.code);
    const no = declines && !(await page.locator("#username").count());
    await page.evaluate(() => document.body.setAttribute("data-pressed", ""));
    outcome.pressed = Date.now();
    await page.locator(no ? "#kc-cancel" : "#kc-login, #device-code").click({ noWaitAfter: true });
    const next = page.waitForSelector("body:not([data-pressed]) :is(#kc-login, #device-code)").then(() => false);
    next.catch(() => {}); // when it is over there is no next page
    if (await Promise.race([over.then(() => true), next])) return;
  }
}

// Presses until the client has answered the browser.
async function answer(page, declines) {
  const answered = page.waitForResponse((response) => callback && response.url().startsWith(callback));
  await press(page, answered, declines);
  await page.waitForLoadState("load");
  outcome.milliseconds = Date.now() - outcome.pressed;
  await see(page, await answered);
}

// Presses until the provider says that the device has what it asked for.
async function approve(page, first) {
  await press(page, page.waitForSelector("text=Device Login Successful"));
  await see(page, first);
}

// Presses until the provider asks whether the device may have what it asks for, and says no.
async function reject(page, first) {
  await press(page, page.waitForSelector("text=Device Login Failed"), true);
  await see(page, first);
}

// Presses until the provider sends the browser to the client, which cannot be reached from here; the address stays in the address bar.
async function carry(page) {
  const sent = page.waitForEvent("requestfailed", (request) => request.url().startsWith(callback));
  await page.goto(address);
  await press(page, sent);
  outcome.shown = (await sent).url();
}

// Writes down what a person sees and how it was sent, and keeps pictures in light and in dark.
async function see(page, response) {
  outcome.status = response.status();
  outcome.headers = await response.allHeaders();
  outcome.title = await page.title();
  outcome.text = await page.innerText("body");
  outcome.shown = page.url();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${plan.pictures}-${colorScheme}.png` });
  }
}
