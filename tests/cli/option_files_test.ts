import { beginsPage } from "../../lib/cli/option_files.ts";
import { assertEquals } from "../assert.ts";

Deno.test("beginsPage() knows pages by what may stand before their first element", () => {
  const texts: readonly (readonly [text: string, isPage: boolean])[] = [
    ["<html>", true],
    ["<HTML lang=en>", true],
    ["<html/>", true],
    [" \n<!doctype\n html>", true],
    ["<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC>", true],
    [`<!--${"x".repeat(3000)}-->\n<!----><!-- - > -- --><html>`, true],
    ["", false],
    ["\n", false],
    ["<p><html>", false],
    ["the <html> of a text", false],
    ["<htmlx>", false],
    ["<!doctypehtml>", false],
    ["<!-- <html>", false],
    ["<!-- a --> text", false],
  ];
  for (const [text, isPage] of texts) assertEquals(beginsPage(text), isPage, text.slice(0, 60));
});

Deno.test("beginsPage() takes no longer for many comments that no page follows", () => {
  assertEquals(beginsPage("<!---->".repeat(9_000) + "x"), false);
  assertEquals(beginsPage("<!-- a -->\n".repeat(5_000) + "<p>x"), false);
});
