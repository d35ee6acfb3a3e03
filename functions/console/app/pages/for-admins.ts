// Loaded together: whoever opens one goes on to another, and one file packs to 2.4 kB less than three with what they share (measured).
export { AuditPage } from './audit/audit-page.tsx';
export { ProjectsPage } from './projects/projects-page.tsx';
export { StorePage } from './store/store-page.tsx';
