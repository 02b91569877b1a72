// An officer at a real server: signs in for the first time, sets a password and a second factor, by keyboard alone.
import { createHmac } from "node:crypto";

// The code of RFC 6238 for a secret in base 32.
export function totp(secret, at = Date.now()) {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...secret.replace(/[\s=]/g, "").toUpperCase()].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const count = Buffer.alloc(8);
    count.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
    const digest = createHmac("sha1", bytes).update(count).digest();
    const place = digest[19] & 15;
    return String((digest.readUInt32BE(place) & 0x7fffffff) % 1000000).padStart(6, "0");
}

export async function signInFirst(page, base, name, oneTime, password) {
    await page.goto(base);
    await page.waitForSelector("form");
    await page.keyboard.type(name);
    await page.keyboard.press("Tab");
    await page.keyboard.type(oneTime);
    await page.keyboard.press("Enter");
    await page.waitForSelector('input[autocomplete="new-password"]');
    for (const text of [oneTime, password, password]) {
        await page.keyboard.type(text);
        await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.waitForSelector("svg.qr path");
    const secret = await page.locator(".secret").innerText();
    await page.locator('input[autocomplete="one-time-code"]').focus();
    await page.keyboard.type(totp(secret));
    await page.keyboard.press("Enter");
    await page.waitForSelector(".frame");
    return secret;
}
