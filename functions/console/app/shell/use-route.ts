import { useEffect, useState } from 'preact/hooks';
import { type LeaveGuard, type Route, routeOf } from '../route.ts';

/** Where one is, as it changes. While a guard stands, the address stays too, and the guard is told where to. */
export function useRoute(guard: LeaveGuard): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => {
      const wanted = location.hash;
      if (guard.current === null || wanted === hash) return setHash(wanted);
      history.replaceState(null, '', hash === '' ? '#/' : hash);
      guard.current(wanted);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [hash]);
  return routeOf(hash);
}
