import type { JSX } from 'preact';

export function Brand(): JSX.Element {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" class="brand-ground" />
        <path d="M12 9c-3 0-2 5-5 7 3 2 2 7 5 7M20 9c3 0 2 5 5 7-3 2-2 7-5 7" class="brand-line" />
        <circle cx="16" cy="16" r="2.5" class="brand-dot" />
      </svg>
      Secret Mask Resolver
    </span>
  );
}
