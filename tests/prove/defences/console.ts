import type { Defence } from './defence.ts';

const SERVED = 'tests/unit/deployment/console.test.ts';
const HEADERS = { file: SERVED, title: 'runs our own files only, is shown in no frame, and leaves no cookie' };
const SIGN_IN = {
  file: 'tests/unit/console/sign-in.test.ts',
  title: 'the answer of a sign-in > %s is not followed: nothing is asked for, and nothing is left of it',
};

/** What the console does not do, whatever it is shown and whoever leads somebody to it. */
export const CONSOLE: readonly Defence[] = [
  {
    name: 'policy of the console',
    file: 'functions/console/headers.ts',
    text: "    'script-src': \"'self'\",\n",
    without: "    'script-src': \"'self' 'unsafe-inline'\",\n",
    test: { file: SERVED, title: 'runs our own files only, is shown in no frame, and leaves no cookie' },
  },
  {
    name: 'settings in the page are text',
    file: 'functions/console/page.ts',
    text: 'content="${escaped(value)}"',
    without: 'content="${value}"',
    test: { file: SERVED, title: 'the page names files that are there, and holds the settings as text, whatever they are' },
  },
  {
    name: 'no markup made of text',
    file: 'functions/console/headers.ts',
    text: "    'require-trusted-types-for': \"'script'\",\n",
    without: '',
    test: HEADERS,
  },
  {
    name: 'no frame around the console',
    file: 'functions/console/headers.ts',
    text: "    'frame-ancestors': \"'none'\",\n",
    without: '',
    test: HEADERS,
  },
  {
    name: 'no way from a window that opened it',
    file: 'functions/console/headers.ts',
    text: "    'cross-origin-opener-policy': 'same-origin',\n",
    without: '',
    test: HEADERS,
  },
  {
    name: 'no cookie, no redirect',
    file: 'functions/console/app/api/send.ts',
    text: "credentials: 'omit', redirect: 'error',",
    without: "credentials: 'include', redirect: 'follow',",
    test: {
      file: 'tests/unit/console/api.test.ts',
      title: 'asks with the token of whoever signed in, without cookies, without a referrer, and follows nobody elsewhere',
    },
  },
  {
    name: 'answers of a sign-in that was begun here',
    file: 'functions/console/app/sign-in/sign-in.ts',
    text: " || answer.get('state') !== waiting.state",
    without: '',
    test: SIGN_IN,
  },
  {
    name: 'answers of our own issuer',
    file: 'functions/console/app/sign-in/sign-in.ts',
    text: "  if ((answer.get('iss') ?? SETTINGS.issuer) !== SETTINGS.issuer) throw failed('This answer comes from another issuer.');\n",
    without: '',
    test: SIGN_IN,
  },
  {
    name: 'a sign-in leaves nothing behind',
    file: 'functions/console/app/sign-in/sign-in.ts',
    text: '  sessionStorage.removeItem(WAITING);\n',
    without: '',
    test: SIGN_IN,
  },
  {
    name: 'credentials stay in the form',
    file: 'functions/console/app/pages/form/check.ts',
    text: "  if (kind === 'secret') return",
    without: "  if (kind === 'secret' && text === '') return",
    test: {
      file: 'tests/unit/console/form-problems.test.ts',
      title: 'is that a credential is written out; it is found before it is sent, whatever it looks like',
    },
  },
  {
    name: 'a role is told what it lacks',
    file: 'functions/console/app/session.ts',
    text: '  if (projects.some((each) => may(caller, privilege, each))) return null;\n',
    without: '  if (projects.length > 0) return null;\n',
    test: { file: 'tests/unit/console/shown.test.ts', title: 'is told which role a deed needs, and where' },
  },
];
