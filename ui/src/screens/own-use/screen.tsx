export function OwnUse() {
  return <main />;
}
