import { type Finding, isBad, type Report, type Result } from './report.ts';

// What XML 1.0 cannot hold even escaped; the "u" flag makes lone surrogates match and pairs not.
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** The report as JUnit XML: one test case for each connection; a broken one is named with its message and its fix. */
export function junitReport(report: Report): string {
  const { command, results, stopped } = report;
  const cases = [...results.map((result) => testCase(command, result)), ...(stopped ? [stoppedCase(command, stopped)] : [])];
  const counts = {
    tests: cases.length,
    failures: results.filter(isFailure).length,
    errors: results.filter(isError).length + (stopped ? 1 : 0),
    skipped: results.filter(isSkipped).length,
  };
  const seconds = secondsOf(results.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0));
  const suite = tag('testsuite', { name: `connections ${command}`, ...counts, time: seconds });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites>`, suite, ...cases, '</testsuite>', '</testsuites>', ''].join('\n');
}

function testCase(command: string, result: Result): string {
  const { name, project, file, durationMs = 0 } = result;
  const head = tag('testcase', {
    classname: ['connections', command, project].filter((part) => part !== undefined).join('.'),
    name,
    ...(file !== undefined && { file }),
    time: secondsOf(durationMs),
  });
  if (isSkipped(result)) return `${head}<skipped/></testcase>`;
  if (!isBad(result)) return `${head}</testcase>`;
  const kind = isError(result) ? 'error' : 'failure';
  const [first] = result.findings;
  const body = result.findings.map((finding) => findingText(result, finding)).join('\n');
  return `${head}\n${tag(kind, { message: first?.message ?? result.outcome, type: first?.code ?? result.outcome })}${escaped(body, /[&<>]/g)}</${kind}>\n</testcase>`;
}

function stoppedCase(command: string, { message, fix }: NonNullable<Report['stopped']>): string {
  return `${tag('testcase', { classname: `connections.${command}`, name: 'API' })}\n${tag('error', { message, type: 'stopped' })}${escaped(`Fix: ${fix}`, /[&<>]/g)}</error>\n</testcase>`;
}

function isSkipped({ outcome }: Result): boolean {
  return outcome === 'not_run' || outcome === 'skipped';
}

function isError({ outcome }: Result): boolean {
  return outcome === 'failed';
}

function isFailure(result: Result): boolean {
  return isBad(result) && !isSkipped(result) && !isError(result);
}

function findingText({ file }: Result, { line, pointer, code, message, fix }: Finding): string {
  const place = [file === undefined || line === undefined ? file : `${file}:${line}`, pointer].filter((part) => part !== undefined && part !== '');
  return [[...place, code].join(' '), message, ...(fix ? [`Fix: ${fix.text}`, ...fix.commands] : [])].join('\n');
}

function tag(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const text = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value), /[&<>"'\n\r\t]/g)}"`);
  return `<${name}${text.join('')}>`;
}

function escaped(text: string, special: RegExp): string {
  return text.replace(NOT_XML, '\uFFFD').replace(special, (character) => ENTITIES[character] ?? character);
}

function secondsOf(ms: number): string {
  return (ms / 1000).toFixed(3);
}
