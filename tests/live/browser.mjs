// The person at the browser: opens the address that sts-cli asks for, signs in at Keycloak, and writes down what it saw.
//
// usage: node browser.mjs PLAN.json URL
//
// The plan says who signs in and what they do there; the outcome goes to a file, because the client's own output must stay its own.

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const PATIENCE = 30_000;
const SIZE = { width: 1000, height: 700 };

const [planFile, address] = process.argv.slice(2);
const plan = JSON.parse(await readFile(planFile, "utf8"));
const { chromium } = createRequire(plan.modules)("playwright-core");

const outcome = { address, trouble: [], contacted: [] };
const browser = await chromium.launch({ executablePath: plan.chromium, args: ["--no-sandbox"], timeout: PATIENCE });
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
    if (!outcome.contacted.includes(origin)) outcome.contacted.push(origin);
  });
  page.on("pageerror", (error) => outcome.trouble.push(`script: ${error.message}`));
  page.on("console", (message) => {
    const refused = message.text().startsWith("Failed to load resource"); // an answer of 4xx, which is no complaint
    if (message.type() === "error" && !refused) outcome.trouble.push(`console: ${message.text()}`);
  });
}

// Goes as far as the plan says: look at the first page only, decline at the consent page, or sign in.
async function act(page) {
  const first = await page.goto(address);
  if (plan.does === "look") return see(page, first);
  await page.fill("#username", plan.user);
  await page.fill("#password", plan.password);
  if (plan.does === "decline") {
    await page.click("#kc-login");
    await page.waitForSelector("#kc-cancel");
    return answer(page, "#kc-cancel");
  }
  return answer(page, "#kc-login");
}

// Presses the last button and waits until the client has answered the browser.
async function answer(page, button) {
  const callback = new URL(new URL(address).searchParams.get("redirect_uri"));
  const pressed = Date.now();
  const answered = page.waitForResponse((response) => {
    const url = new URL(response.url());
    return url.origin === callback.origin && url.pathname === callback.pathname;
  });
  await Promise.all([answered, page.click(button)]);
  await page.waitForLoadState("load");
  outcome.milliseconds = Date.now() - pressed;
  await see(page, await answered);
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
