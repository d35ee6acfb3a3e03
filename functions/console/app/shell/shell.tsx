import type { ComponentType, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Failure, Loading } from '../parts/states.tsx';
import { HOME, NAVIGATION, pageAt, type PageEntry, type PageProps } from '../pages/pages.ts';
import { hashOf, type LeaveGuard, LeaveGuardContext, type Route } from '../route.ts';
import { reasonAgainst, useSession } from '../session.ts';
import { Brand } from './brand.tsx';
import { useRoute } from './use-route.ts';

/** What surrounds every page: where one can go, who one is, and the page. */
export function Shell(): JSX.Element {
  const guard = useRef<LeaveGuard['current']>(null);
  const route = useRoute(guard);
  const main = useRef<HTMLElement>(null);
  const place = route.parts.join('/');
  const wasAt = useRef(place);
  // Whoever follows a link is taken to the new page, not left in a navigation that looks as before.
  useEffect(() => {
    if (wasAt.current !== place) main.current?.focus();
    wasAt.current = place;
  }, [place]);
  return (
    <div class="shell">
      <Header route={route} onSkip={() => main.current?.focus()} />
      <main ref={main} tabIndex={-1}>
        <LeaveGuardContext.Provider value={guard}>
          <OpenPage key={place} route={route} />
        </LeaveGuardContext.Provider>
      </main>
    </div>
  );
}

function Header({ route, onSkip }: PageProps & { readonly onSkip: () => void }): JSX.Element {
  const session = useSession();
  const here = route.parts[0] === 'new' ? HOME : (route.parts[0] ?? HOME);
  return (
    <header class="top">
      <button type="button" class="button skip" onClick={onSkip}>
        Skip to the page
      </button>
      <a class="home" href={hashOf([HOME])}>
        <Brand />
      </a>
      <nav aria-label="Pages">
        {NAVIGATION.map(({ path, label, needs }) => {
          const reason = reasonAgainst(session, needs);
          const state = { 'aria-current': here === path ? ('page' as const) : undefined, title: reason ?? undefined };
          return (
            <a key={path} href={hashOf([path])} class={reason === null ? '' : 'barred'} {...state}>
              {label}
            </a>
          );
        })}
      </nav>
      <div class="who">
        <span title={session.caller.grants.map(({ project, role }) => `${role} in ${project === '*' ? 'all projects' : project}`).join(', ')}>
          {session.caller.subject}
        </span>
        <button type="button" class="button quiet" data-leaves onClick={session.signOut}>
          Sign out
        </button>
      </div>
    </header>
  );
}

function OpenPage({ route }: { readonly route: Route }): JSX.Element {
  const entry = pageAt(route.parts);
  const [Page, setPage] = useState<ComponentType<PageProps> | null>(null);
  const [isBroken, setBroken] = useState(false);
  const load = (from: PageEntry): void => {
    setBroken(false);
    from.load().then(
      (loaded) => setPage(() => loaded),
      () => setBroken(true),
    );
  };
  useEffect(() => {
    document.title = `${entry?.title ?? 'Nothing here'} · Secret Mask Resolver`;
    if (entry) load(entry);
  }, [entry]);
  if (!entry) return <Failure title="There is no such page" sentence="The address leads nowhere in this console." />;
  if (isBroken)
    return <Failure title="This page could not be loaded" sentence="The console may have been updated: reload the page." retry={() => load(entry)} />;
  return Page === null ? <Loading what="the page" /> : <Page route={route} />;
}
